/** What a series has encoded, labelled and said is settled: no later row touches it. And it can stop and go on. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { MemoryArchive } from "../../src/base/archive.ts";
import type { Series } from "../../src/series/series.ts";
import { append, HOUR, newSeries, type Run } from "./rows.ts";

const FIXED = { seed: 2001, numRuns: 60 };
const HORIZONS = [1, 3];
const LOOKBACK = { rows: 8, values: 5 };

const cell = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(1e9, -1e9, 0, 1e300) },
);
const row = fc.tuple(cell, cell, cell);
const rows = fc.array(row, { minLength: 1, maxLength: 30 });
const transform = fc.constantFrom("diff", "log-return", "none");

function begin(transform: string): Series {
  const run: Run = {
    targets: ["a", "b"],
    features: ["x"],
    horizons: HORIZONS,
    timeKind: "date-time",
    calendar: "auto",
    transform,
    lookback: LOOKBACK,
  };
  return newSeries(run);
}

/** Appends rows at uneven times and writes down all that can be known after each. */
function trace(series: Series, rows: readonly (readonly number[])[]): string[] {
  return rows.map((row) => {
    append(series, [row], [(series.rows + 0.3 * (series.rows % 3)) * HOUR]);
    const { inputs, labels, working } = series;
    const newest = inputs.data.subarray(inputs.at(0), inputs.at(0) + inputs.width);
    const oldest = labels.at(labels.available - 1);
    const values = [-6, -0.3, 0, 2, 6].flatMap((scaled) =>
      [0, 1].flatMap((target) => HORIZONS.map((_, h) => series.toValue(target, h, scaled)))
    );
    return [
      newest.join(),
      labels.data.subarray(oldest, labels.at(0) + labels.width).join(),
      working.data.subarray(working.at(working.available - 1), working.at(0) + working.width).join(),
      values.join(),
      [...series.last].join(),
    ].join("\n");
  });
}

Deno.test("Series encodes, labels and says nothing that a later row could change", () => {
  fc.assert(
    fc.property(transform, rows, rows, rows, (transform, past, future, other) => {
      const whole = trace(begin(transform), [...past, ...future]);
      const otherwise = trace(begin(transform), [...past, ...other]);
      const alone = trace(begin(transform), past);
      assertEquals(whole.slice(0, past.length), alone);
      assertEquals(otherwise.slice(0, past.length), alone);
    }),
    FIXED,
  );
});

Deno.test("Series leaves an encoded row and a known label alone for as long as it keeps them", () => {
  fc.assert(
    fc.property(transform, rows, (transform, rows) => {
      const series = begin(transform);
      const inputs: string[] = [];
      const labels: number[][] = []; // by row and slot, once known
      rows.forEach((_, n) => {
        trace(series, [rows[n]]);
        const { inputs: { data, width }, labels: { data: labelData, width: slots } } = series;
        inputs.push(data.subarray(series.inputs.at(0), series.inputs.at(0) + width).join());
        labels.push(new Array(slots).fill(NaN));
        for (let age = 0; age < series.inputs.available; age++) {
          const at = series.inputs.at(age);
          assertEquals(data.subarray(at, at + width).join(), inputs[n - age]);
          for (let slot = 0; slot < slots; slot++) {
            const label = labelData[series.labels.at(age) + slot];
            const arrives = age === HORIZONS[slot % HORIZONS.length];
            if (arrives) labels[n - age][slot] = label;
            assertEquals(label, labels[n - age][slot]);
          }
        }
      });
    }),
    FIXED,
  );
});

Deno.test("Series continues bit for bit from an archive", () => {
  fc.assert(
    fc.property(transform, rows, rows, (transform, past, future) => {
      const series = begin(transform);
      trace(series, past);
      const archive = new MemoryArchive();
      series.persist(archive);
      const restored = begin(transform);
      restored.persist(archive.reopened());
      assertEquals(trace(restored, future), trace(series, future));
      const [after, again] = [new MemoryArchive(), new MemoryArchive()];
      series.persist(after);
      restored.persist(again);
      assertEquals(again.entries, after.entries);
    }),
    FIXED,
  );
});
