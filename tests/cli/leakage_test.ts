import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { firstRows, readForecasts } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** Nothing a forecast used came after its time: whatever the future holds, the past's bytes stay what they were. */

const ROWS = 400;
const VITALS = (await firstRows("vitals.csv", ROWS)).trimEnd().split("\n");
const MODELS = "rnn,lstm,gru,mlp(combine=mean),ar(period=20),seasonal(period=20),ewma,naive,ensemble";
const ARGS = ["--series", "patient", "--target", "hr,spo2", "--features", "resp,map", "--models", MODELS];
const HORIZONS = ["--horizon", "1-3,7"];
const LINES_PER_ROW = 2 * 4 * MODELS.split(",").length;

/** The header and the rows, with what `change` makes of those from row `from` on. */
function rowsWith(from: number, change: (cells: string[], row: number) => string[]): string {
  const [header, ...rows] = VITALS;
  const changed = rows.map((row, i) => i < from ? row : change(row.split(","), i).join(","));
  return [header, ...changed, ""].join("\n");
}

Deno.test("main.ts: a changed future changes no byte of the past, and does change what comes after", async () => {
  await using dir = await Workdir.create();
  const run = async (stdin: string) => {
    const finished = await dir.run([...ARGS, ...HORIZONS, "--quiet"], { stdin });
    return finished.expect(0).stdout.split("\n");
  };
  const futures: Record<string, (from: number) => string> = {
    "other values": (from) =>
      rowsWith(from, ([time, key, ...x], i) => [time, key, ...x.map((_, j) => `${i * 7 % 90 + j}`)]),
    "huge values": (from) => rowsWith(from, ([time, key, ...x]) => [time, key, ...x.map(() => "1e300")]),
    "nothing": (from) => rowsWith(from, ([time, key, ...x]) => [time, key, ...x.map(() => "")]),
    "other times": (from) =>
      rowsWith(
        from,
        ([, ...cells], i) => [new Date(Date.UTC(2031, 0, 1) + 1000 * i * i).toISOString(), ...cells],
      ),
    "other series": (from) => rowsWith(from, ([time, , ...x], i) => [time, `new ${i % 3}`, ...x]),
    "no more rows": (from) => VITALS.slice(0, from + 1).join("\n") + "\n",
  };
  const actual = await run(VITALS.join("\n") + "\n");
  for (const from of [1, 57, 250]) {
    const past = 1 + from * LINES_PER_ROW;
    const runs = await Promise.all(Object.values(futures).map((future) => run(future(from))));
    runs.forEach((lines, i) => {
      const name = `${Object.keys(futures)[i]} from row ${from} on`;
      assertEquals(lines.slice(0, past), actual.slice(0, past), name);
      assertNotEquals(lines, actual, name);
    });
  }
});

Deno.test("main.ts: a row's own value is in its forecasts, the next row's is not", async () => {
  await using dir = await Workdir.create();
  const jump = rowsWith(
    300,
    (cells, row) => row === 300 ? [cells[0], cells[1], "180", ...cells.slice(3)] : cells,
  );
  const [plain, jumped] = await Promise.all(
    [VITALS.join("\n") + "\n", jump].map((stdin) => dir.run([...ARGS, ...HORIZONS, "--quiet"], { stdin })),
  );
  const changed = readForecasts(jumped.expect(0).stdout).map((line, i) => [line, i] as const);
  const before = readForecasts(plain.expect(0).stdout);
  const first = changed.find(([line, i]) => !Object.is(line.forecast, before[i].forecast))!;
  assertEquals(Math.floor(first[1] / LINES_PER_ROW), 300);
  const ofRow = changed.slice(300 * LINES_PER_ROW, 301 * LINES_PER_ROW).filter(([line]) =>
    line.target === "hr"
  );
  for (const [line, i] of ofRow) {
    if (line.model === "seasonal") continue; // it looks at earlier rows
    assert(line.forecast !== before[i].forecast, `${line.model}, ${line.horizon} ahead`);
  }
});

Deno.test("main.ts: the local models of a series do not know the others; their intervals may", async () => {
  await using dir = await Workdir.create();
  const local = [...ARGS.slice(0, -1), "ar(period=20),seasonal(period=20),ewma,naive", ...HORIZONS];
  const [header, ...rows] = VITALS;
  const alone = [header, ...rows.filter((row) => row.split(",")[1] === "p03"), ""].join("\n");
  const [together, single] = await Promise.all([
    dir.run(local, { stdin: VITALS.join("\n") + "\n" }),
    dir.run(local, { stdin: alone }),
  ]);
  const forecasts = (csv: string) =>
    readForecasts(csv).filter(({ series }) => series === "p03")
      .map(({ time, target, horizon, model, forecast }) => [time, target, horizon, model, forecast].join());
  assertEquals(forecasts(single.expect(0).stdout), forecasts(together.expect(0).stdout));
});
