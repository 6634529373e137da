import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { MemoryArchive } from "../../src/base/archive.ts";
import { InputMemory } from "../../src/checkpoint/input_memory.ts";
import { newRow } from "../../src/input/row.ts";

/** A record of an input: a row, or a bad one. */
type Item = { readonly series: number; readonly time: number; readonly value: number } | "bad";

/** What a run made of an input. */
interface Told {
  /** Places in the input of the rows that were new, and of the bad records that were. */
  readonly news: number[];
  readonly flaws: number[];
  readonly said: string[];
  /** The last times that the reader was told, and by how much it counts on. */
  readonly raised: number[] | undefined;
  readonly counted: number;
  readonly memory: InputMemory;
}

/** Lets a run over an input begin where `before` ended, and end after `stop` records. */
function run(items: readonly Item[], timed: boolean, before?: InputMemory, stop = items.length): Told {
  const said: string[] = [];
  const memory = new InputMemory((text) => said.push(text));
  if (before !== undefined) {
    const saved = new MemoryArchive();
    before.persist(saved);
    memory.persist(saved.reopened());
  }
  const told = { news: [] as number[], flaws: [] as number[], counted: 0 };
  let raised: number[] | undefined;
  let begun = false;
  items.slice(0, stop).forEach((item, i) => {
    if (item === "bad") {
      if (memory.isNewFlaw()) told.flaws.push(i);
      return;
    }
    if (!begun) {
      memory.begin({
        raise: (latest) => raised = Array.from(latest),
        countOn: (records) => told.counted += records,
        goOnFrom() {},
      }, timed);
      begun = true;
    }
    const { series, time, value } = item;
    const row = { ...newRow(1), series, time: timed ? time : i + 1 };
    row.values[0] = value;
    if (memory.isNew(row)) told.news.push(i);
  });
  memory.finish();
  return { ...told, said, raised, memory };
}

const from = (n: number, m: number) => Array.from({ length: m - n }, (_, i) => n + i);
const series = (times: readonly number[], s = 0): Item[] =>
  times.map((time) => ({ series: s, time, value: time * 7 + s }));
const HUNDRED = series(from(0, 100));

Deno.test("InputMemory: the same input again, grown, is new where it has grown", () => {
  for (const timed of [true, false]) {
    const first = run(HUNDRED, timed, undefined, 60);
    const again = run(HUNDRED, timed, first.memory);
    assertEquals([again.news, again.said], [from(60, 100), []]);
    assertEquals(again.memory.repeatedRows, 60);
    const none = run(HUNDRED, timed, again.memory);
    assertEquals([none.news, none.said], [[], []]);
  }
});

Deno.test("InputMemory: cut anywhere, any input is learned once, bad records and equal times included", () => {
  const item = fc.oneof(
    { weight: 5, arbitrary: fc.record({ series: fc.nat(2), time: fc.nat(2), value: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.constant("bad" as const) },
  );
  const input = fc.array(item, { minLength: 1, maxLength: 60 }).map((steps) => {
    const clocks = [0, 0, 0];
    const known: number[] = [];
    return steps.map((step): Item => {
      if (step === "bad") return step;
      if (!known.includes(step.series)) known.push(step.series);
      return { ...step, series: known.indexOf(step.series), time: clocks[step.series] += step.time };
    });
  });
  const cuts = fc.array(fc.nat(60), { maxLength: 4 }).map((cuts) => cuts.sort((a, b) => a - b));
  fc.assert(
    fc.property(input, cuts, fc.boolean(), (items, cuts, timed) => {
      let memory: InputMemory | undefined;
      const news: number[] = [];
      const flaws: number[] = [];
      for (const cut of [...cuts, items.length]) {
        const told = run(items, timed, memory, Math.min(cut, items.length));
        news.push(...told.news);
        flaws.push(...told.flaws);
        // A run that met no row has nothing to save: its memory is that of the run before.
        if (items.slice(0, cut).some((item) => item !== "bad") && told.news.length > 0) memory = told.memory;
        else flaws.length -= told.flaws.length;
      }
      const rows = items.flatMap((item, i) => item === "bad" ? [] : [i]);
      assertEquals(news, rows);
    }),
    { seed: 20_260_403, numRuns: 1000 },
  );
});

Deno.test("InputMemory: with times, a new end alone, or one that overlaps, is new where it is", () => {
  const first = run(HUNDRED, true, undefined, 60);
  assertEquals(run(HUNDRED.slice(60), true, first.memory).news, from(0, 40));
  assertEquals(run(HUNDRED.slice(50), true, first.memory).news, from(10, 50));
  assertEquals(
    run(HUNDRED.slice(59), true, first.memory).news,
    from(1, 41),
    "the overlap is the watermark alone",
  );
});

Deno.test("InputMemory: with times, an export sorted by series is new at the end of each", () => {
  const export_ = (n: number) => [...series(from(0, n), 0), ...series(from(0, n), 1)];
  const first = run(export_(20), true);
  assertEquals(run(export_(25), true, first.memory).news, [...from(20, 25), ...from(45, 50)]);
});

Deno.test("InputMemory: rows that share the watermark's time are told apart by their number, or by what they say", () => {
  const day = (time: number, ...values: number[]): Item[] =>
    values.map((value) => ({ series: 0, time, value }));
  const input = [...day(1, 10), ...day(2, 20, 21, 22, 23)];
  const first = run(input, true, undefined, 3);
  assertEquals(run(input, true, first.memory).news, [3, 4], "the history and more");
  assertEquals(run(input.slice(1), true, first.memory).news, [2, 3], "only that time, from its first row on");
  assertEquals(run(input.slice(3), true, first.memory).news, [0, 1], "only the new rows of that time");
});

Deno.test("InputMemory: a new series may come at any time, a known one at its own", () => {
  const first = run([...series(from(0, 10), 0)], true);
  const next = [...series([3], 1), ...series([9, 10], 0), ...series([4], 1)];
  assertEquals(run(next, true, first.memory).news, [0, 2, 3]);
});

Deno.test("InputMemory: after all that was learned, the reader holds rows against the watermarks again", () => {
  const first = run([...series(from(0, 10), 0), ...series(from(0, 5), 1)], true);
  const again = run(
    [...series(from(0, 10), 0), ...series(from(0, 5), 1), ...series([10], 0)],
    true,
    first.memory,
  );
  assertEquals(again.raised, [9, 4]);
  const changed = run([...series([0, 1]), ...series(from(3, 11))], true, first.memory);
  assertEquals(changed.raised, undefined, "not if it is not sure that this is the same input");
});

Deno.test("InputMemory: a changed history is said once, and not learned again", () => {
  for (const timed of [true, false]) {
    for (const at of [0, 10, 59]) {
      if (!timed && at === 0) continue;
      const first = run(HUNDRED, timed, undefined, 60);
      const changed = HUNDRED.with(at, { series: 0, time: at, value: -1 });
      const again = run(changed, timed, first.memory);
      assertEquals(again.news, from(60, 100));
      if (at === 0) continue; // it begins otherwise: times alone tell
      assertEquals(again.said, [
        "rows that were learned have changed in the input since: what was learned from them stays",
      ]);
    }
  }
});

Deno.test("InputMemory: without times, an input that begins otherwise is new, and its rows are numbered on", () => {
  const first = run(HUNDRED, false, undefined, 60);
  const tail = HUNDRED.slice(60, 80);
  const second = run(tail, false, first.memory);
  assertEquals(second.news, from(0, 20));
  assertEquals(second.counted, 60);
  assertEquals(second.said, [
    "the input does not begin with the rows that were learned: its rows are taken as new",
  ]);

  const grown = run(HUNDRED.slice(60), false, second.memory);
  assertEquals([grown.news, grown.counted, grown.said], [from(20, 40), 60, []]);
  const third = run(HUNDRED.slice(30, 35), false, grown.memory);
  assertEquals([third.news, third.counted], [from(0, 5), 100]);
});

Deno.test("InputMemory: without times, a feed that begins by chance as the last one did is new from the first rows that differ on", () => {
  const first = run([..."aab"].map((c, i) => ({ series: 0, time: i, value: c.charCodeAt(0) })), false);
  const feed = [..."axyzab"].map((c, i) => ({ series: 0, time: i, value: c.charCodeAt(0) }));
  const { news, said } = run(feed, false, first.memory);
  assertEquals(news, [2, 3, 4, 5]);
  assert(said[0].endsWith("except the first 2"), said[0]);
});

Deno.test("InputMemory: an input shorter than what was learned is said", () => {
  const first = run(HUNDRED, false, undefined, 60);
  const { news, said } = run(HUNDRED, false, first.memory, 40);
  assertEquals(news, []);
  assertEquals(said, ["the input ended after 40 of the 60 rows that were learned: none was new"]);
});

Deno.test("InputMemory: bad records are known again by their place, those before the first row too", () => {
  const input: Item[] = [
    "bad",
    "bad",
    ...series([0, 1]),
    "bad",
    ...series([2]),
    "bad",
    "bad",
    ...series([3]),
  ];
  for (const timed of [true, false]) {
    const first = run(input, timed, undefined, 7);
    assertEquals(first.flaws, [0, 1, 4, 6]);
    const again = run(input, timed, first.memory);
    assertEquals([again.flaws, again.news], [[7], [8]]);
    assertEquals(again.memory.repeatedFlaws, 4);
  }
});

Deno.test("InputMemory: a last line that was cut off, and is whole now, is a new row", () => {
  for (const timed of [true, false]) {
    const first = run([...series([0, 1, 2]), "bad"], timed);
    assertEquals(run(series([0, 1, 2, 3, 4]), timed, first.memory).news, [3, 4]);
  }
});
