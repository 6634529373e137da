/** Seasons through the real command: who is told, and what --period says. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Workdir } from "../support/workdir.ts";

const COURSE = [0, 4, 9, 7, 12, 15, 14, 11, 8, 6, 3, -2];

/** Monthly sales of so many shops. */
function sales(shops: number): string {
  const lines: string[] = [];
  for (let t = 0; t < 48; t++) {
    const month = `${2020 + Math.floor(t / 12)}-${String(t % 12 + 1).padStart(2, "0")}-01`;
    for (let s = 0; s < shops; s++) {
      lines.push(`${month},shop${s},${3 * t + COURSE[t % 12] + (t * t % 5) / 4}\n`);
    }
  }
  return `month,shop,sales\n${lines.join("")}`;
}

const ARGS = ["--time", "month", "--target", "sales", "--models", "naive,seasonal"];
const PERMISSIONS = ["--allow-read=.", "--allow-write=."];

Deno.test("A season is told on standard error, in the events and in the summary", async () => {
  await using dir = await Workdir.create();
  const files = ["--events", "events", "--summary", "summary"];
  const run = (await dir.run([...ARGS, ...files], { stdin: sales(1), permissions: PERMISSIONS })).expect(0);
  const [event] = (await dir.read("events")).split("\n").filter((line) => line.includes('"season"'));
  const { row, ...facts } = JSON.parse(event);
  const month = sales(1).split("\n")[row].split(",")[0];
  assertEquals(facts, { event: "season", series: "", time: month, target: "sales", period: 12 });
  assertStringIncludes(run.stderr, `foretide: season of 12 rows found on "sales" at row ${row}\n`);
  assertStringIncludes(run.stderr, `Season of "sales": 12 rows, known since row ${row}.`);
  const { seasons } = JSON.parse(await dir.read("summary"));
  assertEquals(seasons, [{ target: "sales", periods: [12], series: 1, key: "", row }]);
});

Deno.test("Seasons of many series are counted, those told beyond ten not shown", async () => {
  await using dir = await Workdir.create();
  const args = [...ARGS, "--series", "shop", "--summary", "summary"];
  const run = (await dir.run(args, { stdin: sales(14), permissions: PERMISSIONS })).expect(0);
  assertStringIncludes(run.stderr, `found on "sales" of shop0 at row`);
  assertStringIncludes(run.stderr, "4 more seasons found not shown");
  assertStringIncludes(run.stderr, `Season of "sales": 12 rows, in 14 of 14 series.`);
});

Deno.test("--period: told seasons hold from the first row, none looks for none, and nonsense is refused", async () => {
  await using dir = await Workdir.create();
  const lines = async (period: string) =>
    (await dir.run([...ARGS, "--period", period], { stdin: sales(1) })).expect(0).stdout;
  const [told, none] = [await lines("12"), await lines("none")];
  const by = await dir.run([...ARGS.slice(0, -1), "naive,seasonal(period=12)"], { stdin: sales(1) });
  assertEquals(told, by.expect(0).stdout);
  const [naive, seasonal] = ["naive", "seasonal"].map((model) =>
    none.split("\n").filter((line) => line.includes(`,${model},`)).map((line) => line.split(",")[5]).join()
  );
  assertEquals(seasonal, naive);
  const bad = await dir.run([...ARGS, "--period", "1"], { stdin: sales(1) });
  assertStringIncludes(bad.expect(2).stderr, "expected auto, none, or the rows of one or two seasons");
});

Deno.test("A season found gives the same bytes with --workers, and from a state saved before it or after", async () => {
  await using dir = await Workdir.create();
  const models =
    "lstm(hidden=4,replay=2),mlp(hidden=4,window=4),ar(columns=own,lags=6),ets,seasonal,naive,ensemble";
  const args = ["--time", "month", "--series", "shop", "--target", "sales", "--horizon", "1,6", "--quiet"];
  const all = [...args, "--models", models];
  const stdin = sales(2);
  const whole = (await dir.run(all, { stdin })).expect(0);
  const read = ["--allow-read"];
  const workers = (await dir.run([...all, "--workers", "2"], { stdin, permissions: read })).expect(0);
  assertEquals(workers.stdout, whole.stdout);
  for (const cut of [30, 70]) { // found at about row 26 of each of two
    const state = ["--state", `s${cut}`];
    const head = stdin.split("\n").slice(0, cut + 1).join("\n") + "\n";
    const first = (await dir.run([...all, ...state], { stdin: head, permissions: PERMISSIONS })).expect(0);
    const rest = (await dir.run([...all, ...state], { stdin, permissions: PERMISSIONS })).expect(0);
    assertEquals(first.stdout + rest.stdout, whole.stdout, `cut at ${cut}`);
  }
});
