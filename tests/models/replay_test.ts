import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { mlp } from "../../src/models/mlp.ts";
import { lstm } from "../../src/models/recurrent_models.ts";
import { assertContinues } from "../support/continues.ts";
import { walk } from "./made_series.ts";
import { type Entry, ModelDriver, type Options } from "./model_driver.ts";

const ROWS = walk(100, 5, 2);

for (const [name, entry] of Object.entries({ lstm, mlp } as Record<string, Entry>)) {
  const run = (options: Options) =>
    new ModelDriver(entry, { hidden: 6, tbptt: 4, window: 5, ...options }, {
      targets: ["a"],
      features: ["b"],
      horizons: [1, 3],
    });

  Deno.test(`${name}(replay=3) learns from past segments too, and continues bit for bit`, () => {
    const replayed = run({ replay: 3 }).steps(ROWS);
    assert(replayed.flat().every(Number.isFinite));
    assertNotEquals(replayed, run({}).steps(ROWS));
    assertContinues(
      () => run({ replay: 3 }),
      (it) => it.steps(ROWS.slice(0, 60)),
      (it) => it.steps(ROWS.slice(60)),
    );
  });

  Deno.test(`${name}(replay=0) draws nothing`, () => {
    assertEquals(run({ replay: 0 }).steps(ROWS), run({}).steps(ROWS));
  });
}
