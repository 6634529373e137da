import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { PastSegment } from "../../src/models/past_segments.ts";
import { WindowBatch } from "../../src/models/window_batch.ts";
import { seriesLayout } from "../../src/series/layout.ts";
import { Series } from "../../src/series/series.ts";

const LAYOUT = seriesLayout({
  targets: ["y"],
  features: [],
  horizons: [1],
  timeKind: "row",
  calendar: [],
  transform: "diff",
});

function trackOf(rows: number): { readonly series: Series } {
  const series = new Series("", 0, LAYOUT, { rows: 40, values: 1 });
  for (let t = 0; t < rows; t++) series.append(Float64Array.of(t * t), t, t);
  return { series };
}

Deno.test("WindowBatch holds its windows longest first, those of one length as they came", () => {
  const tracks = Array.from({ length: 12 }, (_, rows) => trackOf(rows + 1));
  const batch = new WindowBatch<typeof tracks[number]>(5, LAYOUT.inputCount);
  const windows = fc.array(fc.record({ track: fc.nat(11), age: fc.nat(11) }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(windows, (wanted) => {
      const given = wanted.map(({ track, age }) => ({ track: tracks[track], age: Math.min(age, track) }));
      batch.clear();
      for (const { track, age } of given) batch.add(track, age);
      const rowsOf = ({ track, age }: typeof given[number]) => Math.min(5, track.series.rows - age);
      const expected = given.map((window) => ({ ...window, rows: rowsOf(window) }))
        .sort((a, b) => b.rows - a.rows);
      assertEquals(batch.count, given.length);
      assertEquals([...batch.lengths.subarray(0, batch.count)], expected.map(({ rows }) => rows));
      assertEquals(batch.oldestAge, Math.max(...given.map(({ age }) => age)));
      batch.windows.slice(0, batch.count).forEach(({ track, age, rows }, b) => {
        assert(track === expected[b].track);
        assertEquals([age, rows], [expected[b].age, expected[b].rows]);
      });
    }),
    { seed: 5, numRuns: 100 },
  );
});

Deno.test("WindowBatch.copyInputs() puts the rows of each window where they end together", () => {
  const track = trackOf(8);
  const batch = new WindowBatch<typeof track>(3, LAYOUT.inputCount);
  batch.add(track, 0);
  batch.add(track, 6);
  const { inputs } = track.series;
  const past = new PastSegment({ rows: 1, inputs: 3 * inputs.width, labels: 1, state: 0 });
  const kept = past.inputs.map((_, i) => i);
  past.inputs.set(kept);
  batch.addPast(past);
  const memory = new Float64Array(3 * 3 * inputs.width).fill(NaN);
  batch.copyInputs(memory, 3, (t, b) => (t * 3 + b) * inputs.width);
  const row = (age: number) => [...inputs.data.subarray(inputs.at(age), inputs.at(age) + inputs.width)];
  const none = new Array(inputs.width).fill(NaN);
  const recalled = (t: number) => [...kept.subarray(t * inputs.width, (t + 1) * inputs.width)];
  const [first, second, third] = [0, 1, 2].map(recalled); // as long as the first: behind it
  assertEquals([...memory], [row(2), first, none, row(1), second, row(7), row(0), third, row(6)].flat());
});
