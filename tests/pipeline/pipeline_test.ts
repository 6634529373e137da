import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { MemoryArchive } from "../../src/base/archive.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import type { Forecaster } from "../../src/models/forecaster.ts";
import { HORIZONS, mixedRows, type PlainRow, Stage, type StageSetting, TARGETS } from "./stage.ts";

const LINES_PER_ROW = (stage: Stage) => TARGETS.length * HORIZONS.length * stage.models.length;

/** Lines and scores of a run; `serves` after which rows the pipeline is asked for its forecasts. */
async function run(
  rows: readonly PlainRow[],
  serves: (row: number) => boolean,
  setting: StageSetting = {},
): Promise<unknown> {
  const stage = new Stage(setting);
  rows.forEach((row, n) => {
    stage.accept(row);
    if (serves(n)) stage.pipeline.serve();
  });
  return { lines: await stage.lines(), scores: stage.evaluation.scores() };
}

/** Tells of each call of a model how many rows it is about. */
function watch(
  stage: Stage,
  name: string,
  onLearn: (rows: number) => void,
  onForecast: (rows: number) => void = () => {},
): void {
  const { forecaster } = stage.runModels.find((model) =>
    "forecaster" in model && model.forecaster.name === name
  ) as {
    forecaster: Forecaster;
  };
  const { learn, forecast } = forecaster;
  forecaster.learn = (tracks) => {
    onLearn(tracks.length);
    learn.call(forecaster, tracks);
  };
  forecaster.forecast = (tracks) => {
    onForecast(tracks.length);
    forecast.call(forecaster, tracks);
  };
}

Deno.test("Pipeline writes the same bytes however the rows come together", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1000),
      fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
      async (seed, serves) => {
        const rows = mixedRows(60, 4, seed);
        const slow = await run(rows, () => true);
        assertEquals(await run(rows, () => false), slow);
        assertEquals(await run(rows, (row) => serves[row]), slow);
      },
    ),
    { seed: 11, numRuns: 8 },
  );
});

Deno.test("Pipeline writes the same bytes however the rows come together, on the fast kernels too", async () => {
  const list = "lstm,gru(layers=2),gru(as=after,reset=after),rnn,mlp(window=8),naive,ensemble";
  const setting = { list, kernels: await loadKernels() };
  // In the third, segments without a label to learn come between one that forecasts have begun and its next row.
  for (const [count, series, seed] of [[400, 9, 1], [60, 4, 2], [60, 4, 196]]) {
    const rows = mixedRows(count, series, seed);
    const slow = await run(rows, () => true, setting);
    assertEquals(await run(rows, () => false, setting), slow);
    assertEquals(await run(rows, (row) => row % 5 === 0, setting), slow);
  }
});

Deno.test("Pipeline writes the same bytes whether a single series is learned at once or with its next row", async () => {
  const rows = mixedRows(60, 1, 2);
  const [early, late] = [new Stage(), new Stage()];
  for (const row of rows) {
    early.accept(row);
    early.pipeline.serve();
    early.pipeline.learn();
    late.accept(row);
  }
  assertEquals(await early.lines(), await late.lines());
});

Deno.test("Pipeline says nothing that a later row could change", async () => {
  for (const seed of [1, 2, 3]) {
    const rows = mixedRows(80, 3, seed);
    const [whole, other, alone] = [new Stage(), new Stage(), new Stage()];
    const known = 50;
    rows.forEach((row, n) => {
      const later = n >= known;
      whole.accept(row);
      other.accept(later ? { series: row.series, values: [1e6 * n, NaN, -n] } : row);
      if (!later) alone.accept(row);
    });
    const past = (await alone.lines()).length;
    assertEquals(past, known * LINES_PER_ROW(whole));
    assertEquals((await whole.lines()).slice(0, past), await alone.lines());
    assertEquals((await other.lines()).slice(0, past), await alone.lines());
    assertNotEquals((await other.lines()).slice(past), (await whole.lines()).slice(past));
  }
});

Deno.test("Pipeline writes every row's lines in the order of rows, targets, horizons, models", async () => {
  const rows = mixedRows(40, 4, 4);
  const stage = new Stage();
  for (const row of rows) stage.accept(row);
  const expected = rows.flatMap(({ series }, time) =>
    TARGETS.flatMap((target) =>
      HORIZONS.flatMap((horizon) =>
        stage.models.map((model) => `s${series},${time},${target},${horizon},${model}`)
      )
    )
  );
  const lines = await stage.lines();
  assertEquals(lines.map((line) => line.split(",").slice(0, 5).join()), expected);
});

Deno.test("Pipeline forecasts from the first row of every series, naive the last value of that series", async () => {
  const rows = mixedRows(60, 4, 5);
  const stage = new Stage();
  for (const row of rows) stage.accept(row);
  const lines = (await stage.lines()).map((line) => line.split(","));
  const last = new Map<string, number>();
  rows.forEach(({ series, values }, time) => {
    TARGETS.forEach((target, k) => {
      const key = `s${series},${target}`;
      if (values[k] === values[k]) last.set(key, values[k]);
      for (const line of lines.filter(([s, t, y]) => `${s},${y}` === key && t === `${time}`)) {
        const [model, forecast] = line.slice(4, 6);
        if (!last.has(key)) assertEquals(forecast, "");
        else if (model === "naive") assertEquals(Number(forecast), last.get(key));
        else assert(forecast !== "" && Number.isFinite(Number(forecast)), line.join());
      }
    });
  });
});

Deno.test("Pipeline scores a forecast against the row it speaks of: the ramp", () => {
  const stage = new Stage({ list: "naive", targets: ["a"], features: [] });
  for (let n = 0; n < 40; n++) stage.accept({ series: 0, values: [n] });
  stage.pipeline.serve();
  assertEquals(stage.evaluation.scores().map(({ horizon, mae, n }) => [horizon, mae, n]), [[1, 1, 35], [
    3,
    3,
    35,
  ]]);
});

Deno.test("Pipeline closes a cohort where a series comes again, or at 256 rows", () => {
  const learned: number[] = [];
  const stage = new Stage({ list: "naive" });
  watch(stage, "naive", (calls) => learned.push(calls));
  const inTurn = (count: number, series: number) => {
    for (let n = 0; n < count; n++) stage.accept({ series: n % series, values: [n, n, n] });
  };
  inTurn(5, 2);
  assertEquals(learned, [2, 2]);
  inTurn(300, 300); // its first row is of the series that is still open
  assertEquals(learned, [2, 2, 1, 256]);
});

Deno.test("Pipeline forecasts from a row before anything is learned from it", () => {
  const calls: string[] = [];
  const stage = new Stage({ list: "naive" });
  watch(stage, "naive", (count) => calls.push(`learn ${count}`), (count) => calls.push(`forecast ${count}`));
  for (const series of [0, 1, 1, 0]) stage.accept({ series, values: [1, 2, 3] });
  stage.pipeline.learn();
  assertEquals(calls, ["forecast 2", "learn 2", "forecast 2", "learn 2"]);
});

Deno.test("Pipeline continues bit for bit from an archive, at any row, between forecast and learning too", async () => {
  // Few rows of many series; and many of two, so that their intervals are calibrated too.
  const stops = fc.tuple(fc.nat(1000), fc.nat(59), fc.boolean(), fc.boolean());
  await fc.assert(
    fc.asyncProperty(stops, async ([seed, at, served, long]) => {
      const rows = long ? mixedRows(180, 2, seed) : mixedRows(60, 4, seed);
      const stop = long ? 3 * at : at;
      const whole = new Stage();
      for (const row of rows.slice(0, stop)) whole.accept(row);
      if (served) whole.pipeline.serve();
      const archive = new MemoryArchive();
      whole.persist(archive);
      const before = (await whole.lines()).length;
      assertEquals(before, stop * LINES_PER_ROW(whole), "rows are answered before they are saved");

      const restored = new Stage();
      restored.persist(archive.reopened());
      for (const stage of [whole, restored]) for (const row of rows.slice(stop)) stage.accept(row);
      const lines = (await whole.lines()).slice(before);
      assertEquals(await restored.lines(), lines);
      assert(!long || !lines.at(-1)!.endsWith(",,"), "there is an interval by now");
      assertEquals(restored.evaluation.scores(), whole.evaluation.scores());
      for (const stage of [whole, restored]) stage.pipeline.learn(); // nothing is left half done
      const [end, restoredEnd] = [new MemoryArchive(), new MemoryArchive()];
      whole.persist(end);
      restored.persist(restoredEnd);
      assertEquals(restoredEnd.entries, end.entries);
    }),
    { seed: 12, numRuns: 15 },
  );
});

Deno.test("Pipeline goes on as if nothing had happened after its state was saved", async () => {
  const rows = mixedRows(50, 3, 6);
  const [saved, plain] = [new Stage(), new Stage()];
  rows.forEach((row, n) => {
    for (const stage of [saved, plain]) stage.accept(row);
    if (n % 5 === 3) saved.persist(new MemoryArchive());
  });
  assertEquals(await saved.lines(), await plain.lines());
});

Deno.test("Pipeline: a model's spreads reach its intervals, and nobody else's", async () => {
  const rows = mixedRows(400, 1, 7);
  const linesOf = async (spreadOf: (row: number) => number): Promise<string[]> => {
    const stage = new Stage({ list: "naive,ar(lags=3),ensemble" });
    const { forecaster } = stage.runModels[1] as { forecaster: Forecaster };
    const { open, forecast } = forecaster;
    const spread = new Float64Array(TARGETS.length * HORIZONS.length);
    let row = 0;
    forecaster.open = (...given) => Object.assign(open.apply(forecaster, given), { spread });
    forecaster.forecast = (tracks) => {
      spread.fill(spreadOf(row++));
      forecast.call(forecaster, tracks);
    };
    for (const row of rows) stage.accept(row);
    return await stage.lines();
  };
  const of = (lines: string[], model: string) => lines.filter((line) => line.includes(`,${model},`));
  const silent = await linesOf(() => 0);
  const telling = await linesOf((row) => 1 + row % 2);
  for (const other of ["naive", "ensemble"]) assertEquals(of(telling, other), of(silent, other));
  assertNotEquals(of(telling, "ar"), of(silent, "ar"));
  assertEquals(of(await linesOf(() => 3), "ar"), of(silent, "ar")); // a spread that never changes tells nothing
});

Deno.test("Pipeline gives the evaluation the intervals that it writes, lower end first", () => {
  const stage = new Stage({ list: "naive,ar(lags=2)" });
  for (const row of mixedRows(600, 1, 3)) stage.accept(row);
  for (const { model, coverage, width } of stage.evaluation.scores()) {
    assert(coverage > 0.8 && width > 0, `${model}: intervals of width ${width} hold ${coverage}`);
  }
});
