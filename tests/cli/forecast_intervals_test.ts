import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { firstRows, records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** Intervals through the real command line: their columns, and whether they hold. */

const ROWS = 1600;
const SP500 = await firstRows("sp500.csv", ROWS);
const ARGS = ["--target", "close", "--models", "naive,ewma", "--horizon", "1,5"];
const PLAIN = "series,time,target,horizon,model,forecast";

Deno.test("main.ts --interval: one level has the contract's columns, several have a pair each", async () => {
  await using dir = await Workdir.create();
  const [plain, one, two] = await Promise.all(
    [[], ["--interval", "0.9"], ["--interval", "0.9,0.5"]].map((more) =>
      dir.run([...ARGS, ...more], { stdin: SP500 })
    ),
  );
  assertEquals(plain.expect(0).stdout, one.expect(0).stdout);
  const rows = (csv: string) => parse(csv).map((fields) => fields.join());
  const [ones, twos] = [rows(one.stdout), rows(two.expect(0).stdout)];
  assertEquals(ones[0], `${PLAIN},lower,upper`);
  assertEquals(twos[0], `${PLAIN},lower_50,upper_50,lower_90,upper_90`);
  assertEquals(ones.length, twos.length);
  // a level's intervals don't depend on which others are asked for
  ones.slice(1).forEach((line, i) => {
    const fields = twos[i + 1].split(",");
    assertEquals([...fields.slice(0, 6), ...fields.slice(8)].join(), line);
    const [forecast, low, high, lowest, highest] = [5, 6, 7, 8, 9].map((at) => Number(fields[at]));
    if (fields[6] === "") assertEquals(fields.slice(6).join(""), "");
    else assert(lowest <= low && low <= forecast && forecast <= high && high <= highest, twos[i + 1]);
  });
  // 12 forecasts must have settled: the first interval comes with row 12, 5 steps ahead with row 16
  const first = (horizon: string) =>
    ones.slice(1).filter((line) => line.split(",")[3] === horizon && line.includes("naive"))
      .findIndex((line) => !line.endsWith(","));
  assertEquals([first("1"), first("5")], [12, 16]);
});

Deno.test("main.ts --interval: the intervals written hold their level, and the summary says by how much", async () => {
  await using dir = await Workdir.create();
  const args = [...ARGS, "--interval", "0.5,0.9", "--summary", "s.json"];
  const run = await dir.run(args, { stdin: SP500, permissions: ["--allow-write=s.json"] });
  const closes = records(SP500).map(({ close }) => Number(close));
  const place = new Map(records(SP500).map(({ date }, row) => [date, row]));
  const { scores } = JSON.parse(await dir.read("s.json"));
  const lines = records(run.expect(0).stdout);
  for (const { model, horizon, levels, coverage } of scores) {
    assertEquals(levels.length, 2);
    assertEquals(coverage, levels[1].coverage);
    for (const { level, coverage, width } of levels) {
      const settled = lines.flatMap((line) => {
        const row = place.get(line.time) as number + horizon;
        if (line.model !== model || Number(line.horizon) !== horizon || row < 100 || row >= ROWS) return [];
        const [low, high] = [Number(line[`lower_${100 * level}`]), Number(line[`upper_${100 * level}`])];
        return [{ hit: closes[row] >= low && closes[row] <= high, width: high - low }];
      });
      assertEquals(settled.length, ROWS - 100);
      assertAlmostEquals(coverage, settled.filter(({ hit }) => hit).length / settled.length, 1e-12);
      assertAlmostEquals(width, settled.reduce((sum, { width }) => sum + width, 0) / settled.length, 1e-9);
      assertAlmostEquals(coverage, level, 0.03);
    }
  }
});

Deno.test("main.ts --interval refuses a level that is no share, with exit code 2 and one line", async () => {
  await using dir = await Workdir.create();
  const { stderr } = (await dir.run(["--interval", "90"], { stdin: "" })).expect(2);
  assertStringIncludes(stderr, 'Cannot set --interval to "90"');
  assertEquals(stderr.trimEnd().split("\n").length, 1);
});
