import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Evaluation } from "../../src/evaluation/evaluation.ts";
import type { Score } from "../../src/evaluation/metrics.ts";
import { replay, step } from "./replay.ts";

const FIXED = { seed: 20_000_101, numRuns: 60 };
const horizons = [1, 3];
const shape = { models: 1, targets: 1, horizons };

/** Whole numbers, with gaps; what is said at each row and horizon is of the same kind. */
const cell = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -50, max: 50 }) }, {
  weight: 1,
  arbitrary: fc.constant(NaN),
});
const series = fc.array(fc.record({ value: cell, said: fc.tuple(cell, cell) }), {
  minLength: 80,
  maxLength: 160,
});
type Rows = readonly { readonly value: number; readonly said: readonly [number, number] }[];

function begin(): Evaluation {
  return new Evaluation({ models: ["m"], targets: ["y"], horizons, warmup: 10, levels: [0.8] });
}

/** Scores of a series after x → scale · x + shift; around each forecast an interval of −4 … +6. */
function scoresOf(rows: Rows, scale = 1, shift = 0): Score[] {
  const evaluation = begin();
  const moved = (x: number) => scale * x + shift;
  replay(evaluation, shape, rows.map(({ value }) => moved(value)), (row, horizon) => {
    const said = rows[row].said[horizon === 1 ? 0 : 1];
    return [moved(said), moved(said - 4), moved(said + 6)];
  });
  return evaluation.scores();
}

Deno.test("Evaluation scales with the series: exactly, for a power of two", () => {
  fc.assert(
    fc.property(series, fc.integer({ min: -20, max: 20 }), (rows, exponent) => {
      const scale = 2 ** exponent;
      const scores = scoresOf(rows);
      scoresOf(rows, scale).forEach((scaled, i) => {
        const { mse } = scores[i];
        const inUnits = [
          ...["mae", "rmse", "width", "pinball", "intervalScore", "crps"],
          ...["widthLast", "pinballLast", "intervalScoreLast", "crpsLast"],
        ] as const;
        assertEquals(scaled, {
          ...scores[i],
          ...Object.fromEntries(inUnits.map((name) => [name, scores[i][name] * scale])),
          mse: mse * scale * scale,
        });
      });
    }),
    FIXED,
  );
});

Deno.test("Evaluation does not move with the series, but for smape", () => {
  fc.assert(
    fc.property(series, fc.integer({ min: -1000, max: 1000 }), (rows, shift) => {
      const scores = scoresOf(rows);
      scoresOf(rows, 1, shift).forEach((shifted, i) => {
        const { scaledMse } = scores[i];
        assertAlmostEquals(shifted.scaledMse, scaledMse, 1e-9 * scaledMse); // the running variance rounds
        assertEquals({ ...shifted, smape: 0, scaledMse: 0 }, { ...scores[i], smape: 0, scaledMse: 0 });
      });
    }),
    FIXED,
  );
});

Deno.test("Evaluation gives a perfect forecast the best value of every metric", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { minLength: 30 }),
      (values) => {
        const evaluation = begin();
        replay(evaluation, shape, values, (row, h) => {
          const truth = values[row + h] ?? 0;
          return [truth, truth, truth];
        });
        for (const score of evaluation.scores()) {
          const { mae, rmse, mse, smape, direction, coverage, width, pinball, skill, mase } = score;
          assertEquals([mae, rmse, mse, smape, coverage, width, pinball], [0, 0, 0, 0, 1, 0, 0]);
          assertEquals(Number.isNaN(direction) || direction === 1, true);
          assertEquals(Number.isNaN(mase) || mase === 0, true);
          assertEquals(Number.isNaN(skill) || skill === 1, true);
        }
      },
    ),
    FIXED,
  );
});

Deno.test("Evaluation does not care how the rows of several series are interleaved", () => {
  fc.assert(
    fc.property(series, series, fc.infiniteStream(fc.boolean()), (a, b, coins) => {
      const oneByOne = begin();
      const mixed = begin();
      const both = [a, b];
      const feed = (evaluation: Evaluation, order: Iterable<number>) => {
        const ledgers = [evaluation.open(), evaluation.open()];
        const next = [0, 0];
        for (const which of order) {
          const { value, said } = both[which][next[which]++];
          step(ledgers[which], shape, [value], (_m, _t, h) => said[h === 1 ? 0 : 1]);
        }
      };
      feed(oneByOne, [...a.map(() => 0), ...b.map(() => 1)]);
      const order: number[] = [];
      const left = [a.length, b.length];
      for (const coin of coins) {
        if (left[0] + left[1] === 0) break;
        const which = left[0] === 0 || (coin && left[1] > 0) ? 1 : 0;
        left[which]--;
        order.push(which);
      }
      feed(mixed, order);
      const expected = oneByOne.scores();
      mixed.scores().forEach((score, i) => {
        for (const [name, value] of Object.entries(score)) {
          const wanted = expected[i][name as keyof Score];
          if (typeof value !== "number" || Number.isNaN(wanted)) assertEquals(value, wanted);
          else assertAlmostEquals(value, wanted as number, 1e-9 * (1 + Math.abs(wanted as number)), name);
        }
      });
    }),
    FIXED,
  );
});
