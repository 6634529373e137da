import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { RunError, UsageError } from "../../src/base/errors.ts";
import { KnownAhead } from "../../src/input/known_ahead.ts";
import { type ReaderOptions, RowReader } from "../../src/input/row_reader.ts";
import type { RowSource } from "../../src/input/row_source.ts";
import { bytesOf, streamOf } from "./reading.ts";

const OPTIONS: ReaderOptions = {
  format: "csv",
  targets: ["y"],
  features: [],
  known: ["k"],
  badRows: "skip",
  name: "standard input",
  onBadRow: () => {},
};

interface Open {
  readonly source: RowSource;
  readonly bad: string[];
}

async function open(
  text: string,
  horizons: readonly number[],
  options: Partial<ReaderOptions> = {},
): Promise<Open> {
  const bad: string[] = [];
  const reader = await RowReader.open(streamOf(bytesOf(text), [7]), {
    ...OPTIONS,
    onBadRow: (line, reason) => bad.push(`${line}: ${reason}`),
    ...options,
  });
  return { source: new KnownAhead(reader, horizons), bad };
}

/** A row in a line: `a 3 | 1 0 | 1 1`, its series, its time as it stood in the input, own values, and what is known ahead. */
function shown({ row, seriesKeys }: RowSource): string {
  const time = new TextDecoder().decode(row.timeBytes.subarray(row.timeStart, row.timeEnd));
  const [own, ahead] = [row.values.subarray(0, row.own), row.values.subarray(row.own)];
  return [`${seriesKeys[row.series]} ${time}`.trim(), own.join(" "), ahead.join(" ")].join(" | ");
}

async function all({ source }: Open): Promise<string[]> {
  const rows: string[] = [];
  while (await source.fill()) while (source.next()) rows.push(shown(source));
  return rows;
}

Deno.test("KnownAhead gives each row the column's values at its horizons, by hand", async () => {
  const rows = await all(await open("date,y,k\n1,10,0\n2,11,1\n3,12,2\n4,13,3\n", [1, 3]));
  assertEquals(rows, ["1 | 10 0 | 1 3", "2 | 11 1 | 2 NaN", "3 | 12 2 | 3 NaN", "4 | 13 3 | NaN NaN"]);
});

Deno.test("KnownAhead looks ahead within a series only, and lets a row go when its own have come", async () => {
  const opened = await open("date,s,y,k\n1,a,1,10\n1,b,2,20\n2,a,3,11\n2,a,4,12\n3,b,5,21\n3,a,6,13\n", [1], {
    series: "s",
  });
  assertEquals(await all(opened), [
    "a 1 | 1 10 | 11",
    "a 2 | 3 11 | 12",
    "b 1 | 2 20 | 21",
    "a 2 | 4 12 | 13",
    "b 3 | 5 21 | NaN", // what is left, in turns
    "a 3 | 6 13 | NaN",
  ]);
});

Deno.test("KnownAhead: plans serve the rows before them, and are none at the end", async () => {
  const opened = await open("date,y,k\n1,10,0\n2,11,1\n3,,2\n4,,3\n5,,4\n", [1, 2]);
  assertEquals(await all(opened), ["1 | 10 0 | 1 2", "2 | 11 1 | 2 3"]);
});

Deno.test("KnownAhead: a row takes its plan's place, and so does a newer plan; one that is overtaken was a row", async () => {
  const text = "date,y,k\n1,10,0\n2,,1\n3,,2\n4,,3\n3,,5\n2,11,7\n4,13,8\n";
  const opened = await open(text, [1]);
  assertEquals(opened.bad, []);
  assertEquals(await all(opened), [
    "1 | 10 0 | 1", // as planned then
    "2 | 11 7 | 5",
    "3 | NaN 5 | 8",
    "4 | 13 8 | NaN",
  ]);
});

Deno.test("KnownAhead answers a row at once where its horizon was planned", async () => {
  const { source } = await open("date,y,k\n2,,1\n3,,2\n1,10,0\n2,11,1\n", [1, 2]);
  const seen: string[] = [];
  while (seen.length < 2 && await source.fill()) while (source.next()) seen.push(shown(source));
  assertEquals(seen, ["1 | 10 0 | 1 2", "2 | 11 1 | 2 NaN"]);
});

Deno.test("KnownAhead: a plan before the newest row goes backwards, one after it does not", async () => {
  const opened = await open("date,y,k\n5,10,0\n9,,1\n4,,1\n6,11,1\n5,12,1\n", [1]);
  assertEquals(await all(opened), ["5 | 10 0 | 1", "6 | 11 1 | 1"]);
  assertEquals(opened.bad, [
    '4: column "date": expected no time before 5, got "4"',
    '6: column "date": expected no time before 6, got "5"',
  ]);
});

Deno.test("KnownAhead without a time: a plan holds until a row comes", async () => {
  const opened = await open("y,k\n10,0\n,1\n,2\n11,3\n,4\n", [1]);
  assertEquals(await all(opened), ["1 | 10 0 | 1", "2 | NaN 1 | 2", "3 | NaN 2 | 3", "4 | 11 3 | 4"]);
});

Deno.test("KnownAhead.countOn() renumbers the row at hand, those that are held, and those to come", async () => {
  const { source } = await open("y,k\n10,0\n11,1\n12,2\n", [1]);
  const rows: string[] = [];
  while (await source.fill()) {
    while (source.next()) {
      if (rows.length === 0) source.countOn(98);
      rows.push(`${source.row.time} ${shown(source)}`);
    }
  }
  assertEquals(rows, ["99 99 | 10 0 | 1", "100 100 | 11 1 | 2", "101 101 | 12 2 | NaN"]);
});

Deno.test("KnownAhead.close() gives up what is held", async () => {
  const { source } = await open("date,y,k\n1,10,0\n2,11,1\n", [2]);
  assert(await source.fill());
  assert(!source.next());
  await source.close();
  assertEquals(await all({ source, bad: [] }), []);
});

Deno.test("KnownAhead bounds the plans that it keeps", async () => {
  const plans = Array.from({ length: 100_002 }, (_, i) => `${i},,1\n`).join("");
  const reader = await RowReader.open(streamOf(bytesOf("date,y,k\n" + plans)), OPTIONS);
  const error = await assertRejects(() => all({ source: new KnownAhead(reader, [1]), bad: [] }), RunError);
  assertEquals(
    error.message,
    "Cannot keep more than 100000 plans: expected a row with a target by line 100003, got only values of k",
  );
});

Deno.test("RowReader refuses a known column that has another role, or is none", async () => {
  const refusal = async (options: Partial<ReaderOptions>) =>
    (await assertRejects(() => open("date,s,y,k\n1,a,2,3\n", [1], options), UsageError)).message;
  assertEquals(
    await refusal({ known: ["y"] }),
    'Cannot use column "y" as known column: it is the target already',
  );
  assertEquals(
    await refusal({ known: ["s"], series: "s" }),
    'Cannot use column "s" as known column: it is the series already',
  );
  assertEquals(
    await refusal({ known: ["date"], time: "date" }),
    'Cannot use column "date" as known column: it is the time already',
  );
  assertEquals(
    await refusal({ known: ["z"] }),
    'Cannot find column "z" in standard input: expected one of "date", "s", "y", "k"',
  );
  const { source } = await open("date,s,y,k\n1,1,2,3\n", [1], { features: ["s", "k"], known: ["K"] });
  assertEquals([source.roles.features, source.roles.known], [["s", "k"], ["k"]]);
});

Deno.test("KnownAhead gives what looking into the whole input would, whatever the series, rows and plans", async () => {
  // Times ascend within each series, so that no plan is ever replaced and rows stay where they are.
  const input = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.boolean()), { maxLength: 60 });
  const horizons = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(input, horizons, async (rows, steps) => {
      steps.sort((a, b) => a - b);
      const lines = rows.map(([series, isPlan], i) =>
        `${i + 1},${"abc"[series]},${isPlan ? "" : i + 1},${1001 + i}`
      );
      const opened = await open(["date,s,y,k", "0,a,0,1000", ...lines].join("\n"), steps, { series: "s" });
      const bySeries = ["a", "b", "c"].map((key) => {
        const own = [["0", "a", "0", "1000"], ...lines.map((line) => line.split(","))].filter((cells) =>
          cells[1] === key
        );
        return own.slice(0, own.findLastIndex((cells) => cells[2] !== "") + 1).map(([t, , y, k], i) =>
          `${key} ${t} | ${y || NaN} ${k} | ${steps.map((h) => own[i + h]?.[3] ?? NaN).join(" ")}`
        );
      });
      const left = await all(opened);
      assertEquals(["a", "b", "c"].map((key) => left.filter((row) => row.startsWith(key))), bySeries);
    }),
    { seed: 5, numRuns: 200 },
  );
});
