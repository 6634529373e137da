import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { INPUT_FORMATS } from "../../src/input/open_records.ts";
import { INPUT_ORDERS } from "../../src/input/ordered_records.ts";
import { type ReaderOptions, RowReader } from "../../src/input/row_reader.ts";
import { GALLERY } from "../input/gallery.ts";
import { bytesOf, streamOf } from "../input/reading.ts";
import { unpacked } from "../../src/input/byte_source.ts";
import { times } from "./full_length.ts";
import { assertClear, mutate, mutation } from "./mutations.ts";

/**
 * Files of every format, tampered with, read with any options: there are rows, or one clear line; no row is lost or told twice;
 * nothing hangs. FUZZ_SEED chooses others.
 */

const SEED = Number(Deno.env.get("FUZZ_SEED") ?? 20_261_201);
const INPUTS = times(1_000_000);

function maybe<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(values, { nil: undefined, freq: 2 });
}

const column = fc.constantFrom(
  "time",
  "date",
  "Date",
  "value",
  "close",
  "v",
  "column2",
  "ENERGY.Power",
  "none",
  "date,time",
  "x\\,y",
);
const options = fc.record({
  format: fc.constantFrom(...INPUT_FORMATS, "auto" as const, "auto" as const),
  order: fc.constantFrom(...INPUT_ORDERS, "auto" as const),
  separator: maybe(fc.constantFrom("auto", ",", ";", "\t", "|", " ")),
  header: maybe(fc.constantFrom("auto" as const, "first" as const, "none" as const, ["a", "b"])),
  skipLines: maybe(fc.constantFrom("auto" as const, 0, 1, 3)),
  decimal: maybe(fc.constantFrom("auto" as const, "." as const, "," as const)),
  missing: maybe(fc.constantFrom(["-200"], ["halted", "0"])),
  timeFormat: maybe(fc.constantFrom("auto", "iso", "ms", "elapsed-h", "dd/MM/yyyy HH:mm", "yyyyMMdd[ HHmm]")),
  timezone: maybe(fc.constant("Europe/Berlin")),
  time: maybe(column),
  series: maybe(fc.constantFrom("id", "Name", "column1", "Parameter,Value", "station")),
  targets: maybe(fc.uniqueArray(column, { minLength: 1, maxLength: 2 })),
  badRows: fc.constantFrom("skip" as const, "skip" as const, "fail" as const),
});

async function corpus(): Promise<Uint8Array[]> {
  const files = (await Array.fromAsync(Deno.readDir(GALLERY))).filter(({ name }) => name !== "expected.json");
  const texts = await Promise.all(files.map(({ name }) => Deno.readFile(new URL(name, GALLERY))));
  const formats = new URL("../../fixtures/formats/", GALLERY);
  const parquet = (await Array.fromAsync(Deno.readDir(formats))).filter(({ name }) =>
    name.endsWith(".parquet")
  );
  const packed = texts.slice(0, 3).flatMap((bytes) => [gzipSync(bytes), zstdCompressSync(bytes)]);
  const binary = await Promise.all(parquet.map(({ name }) => Deno.readFile(new URL(name, formats))));
  return [...texts, ...packed.map((bytes) => new Uint8Array(bytes)), ...binary, bytesOf("")];
}

async function readAll(
  bytes: Uint8Array<ArrayBuffer>,
  given: Partial<ReaderOptions>,
  sizes: readonly number[],
): Promise<void> {
  let flaws = 0;
  const reader = await RowReader.open(await unpacked(streamOf(bytes, sizes), "standard input"), {
    features: [],
    badRows: "skip",
    name: "standard input",
    maxSeries: 50,
    onBadRow(_line, text) {
      flaws++;
      assert(!/[\r\n]/.test(text));
    },
    onNote: (_kind, _line, text) => assert(!/[\r\n]/.test(text)),
    ...given,
  });
  assert(!/[\r\n]/.test(reader.inferred));
  let rows = 0;
  while (await reader.fill()) {
    while (reader.next()) {
      rows++;
      assert(!Number.isNaN(reader.row.time) && reader.row.values.every((value) => value !== Infinity));
    }
  }
  assertEquals([reader.records, reader.skipped], [rows + flaws + reader.repeated, flaws]);
}

Deno.test(`${INPUTS} tampered files of all formats, read with any options, give rows or one clear line`, async () => {
  const files = await corpus();
  let failed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(files.length - 1),
      fc.array(mutation, { maxLength: 4 }),
      options,
      fc.constantFrom([1 << 16], [7, 1, 64]),
      async (file, mutations, given, sizes) => {
        const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
        try {
          await readAll(mutate(files[file], mutations), asked, sizes);
        } catch (error) {
          failed++;
          assertClear(error);
        }
      },
    ),
    { seed: SEED, numRuns: INPUTS },
  );
  assert(failed < INPUTS);
});
