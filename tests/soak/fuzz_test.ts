import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../src/base/errors.ts";
import { CHECKSUM, seal } from "../../src/checkpoint/checksum.ts";
import { composeCheckpoint, parseCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { explained, restoreAll } from "../../src/checkpoint/restore_safely.ts";
import { RestoringArchive } from "../../src/checkpoint/restoring_archive.ts";
import { SavingArchive } from "../../src/checkpoint/saving_archive.ts";
import { RowReader } from "../../src/input/row_reader.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { mixedRows, Stage } from "../pipeline/stage.ts";
import { times } from "./full_length.ts";
import { assertClear, mutate, mutation, share } from "./mutations.ts";

/**
 * Inputs and checkpoints that somebody has tampered with: whatever the bytes, there is an answer, or one clear line. In
 * this process, so that many can be tried; FUZZ_SEED chooses others.
 */

const INPUTS = times(1_000_000);
const SEED = Number(Deno.env.get("FUZZ_SEED") ?? 20_260_406);

async function corpus(names: readonly string[]): Promise<Uint8Array[]> {
  const folder = new URL("../../fixtures/hostile/", import.meta.url);
  return await Promise.all(names.map((name) => Deno.readFile(new URL(name, folder))));
}

/** Reads all rows of an input in pieces and forecasts from them, as the command does. */
async function forecastAll(
  bytes: Uint8Array,
  format: "csv" | "ndjson",
  series: string | undefined,
): Promise<void> {
  const half = bytes.length >> 1;
  const stream = ReadableStream.from([bytes.subarray(0, half), bytes.subarray(half)]);
  let flaws = 0;
  const reader = await RowReader.open(stream, {
    format,
    features: [],
    badRows: "skip",
    name: "standard input",
    maxSeries: 50,
    series,
    onBadRow(_line, reason) {
      flaws++;
      assert(!/[\r\n]/.test(reason));
    },
  });
  const stage = new Stage({ list: "naive,ewma", targets: reader.roles.targets, features: [], horizons: [1] });
  let rows = 0;
  while (await reader.fill()) {
    while (reader.next()) {
      rows++;
      stage.accept({ series: reader.row.series, values: [...reader.row.values] });
    }
  }
  assertEquals([reader.records, reader.skipped], [rows + flaws + reader.repeated, flaws]);
  await stage.lines();
}

const CSV = ['date,id,y\n2020-01-01,a,1.5\n2020-01-02,b,2\n2020-01-03,a,\n2020-01-04,"a",-3e2\n'];
const NDJSON = [
  '{"date":"2020-01-01","id":"a","y":1.5}\n{"y":null,"id":7,"date":"2020-01-02"}\n{"id":"ü","y":"2"}\n',
];

for (
  const [format, own, named, share] of [
    ["csv", CSV, [
      "quoted_newline.csv",
      "bom.csv",
      "missing_values.csv",
      "stray_quotes.csv",
      "mixed_time.csv",
      "proto_column.csv",
    ], 0.4],
    ["ndjson", NDJSON, ["mixed.ndjson", "proto.ndjson"], 0.3],
  ] as const
) {
  const count = Math.round(INPUTS * share);
  Deno.test(`${count} mutated ${format} inputs: forecasts, or one clear line`, async () => {
    const texts = [...own.map((text) => new TextEncoder().encode(text)), ...await corpus(named)];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(mutation, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(undefined, "id"),
        async (bytes, mutations, series) => {
          await forecastAll(mutate(bytes, mutations), format, series).catch(assertClear);
        },
      ),
      { seed: SEED, numRuns: count },
    );
    assertEquals(Object.keys(Object.prototype), []);
  });
}

const SETTING = {
  list: "naive,ar(lags=2),lstm(hidden=2,tbptt=2),mlp(hidden=2,window=2),ensemble",
  horizons: [1],
};

/** A checkpoint of a small run. */
async function smallCheckpoint(): Promise<Uint8Array> {
  const stage = new Stage({ ...SETTING, kernels: createReference() });
  for (const row of mixedRows(30, 3, 5)) stage.accept(row);
  const archive = new SavingArchive();
  stage.persist(archive.within("pipeline"));
  const facts = {
    rows: 30,
    skipped: 0,
    series: 3,
    kernels: "",
    options: {},
    models: [],
    output: null,
    rejects: null,
  };
  return await composeCheckpoint("0.1.0", facts, archive.tensors());
}

/** Resumes from the bytes, if that can be, and goes on for some rows. */
async function resume(file: Uint8Array<ArrayBuffer>): Promise<void> {
  const { tensors } = await parseCheckpoint(file, "s");
  const kernels = createReference();
  const stage = new Stage({ ...SETTING, kernels });
  restoreAll(RestoringArchive.from(tensors, "s"), stage, "s");
  try {
    for (const row of mixedRows(8, 3, 6)) stage.accept(row);
    await stage.lines();
  } catch (error) {
    throw explained(error, "s");
  } finally {
    assert(kernels.memory.length < 1 << 20, "no absurd size is believed");
  }
}

Deno.test(`${INPUTS * 0.2} mutated checkpoints: every one is refused`, async () => {
  const whole = await smallCheckpoint();
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      const file = mutate(whole, mutations);
      if (file.length === whole.length && file.every((byte, i) => byte === whole[i])) return;
      const error = await parseCheckpoint(file, "s").then(() => undefined, (error) => error);
      assert(error !== undefined && !(error instanceof UsageError));
    }),
    { seed: SEED, numRuns: INPUTS * 0.2 },
  );
});

/** What the stage of this test saves for itself. */
const OF_THE_STAGE = ["pipeline.opened", "pipeline.rows"];
const HOSTILE = [-1, 0, 0.5, 1, 7, 1e3, 1e6, 1e9, 2 ** 31, 2 ** 53, 1e300, -1e9, NaN, Infinity, -Infinity];

Deno.test(`${INPUTS * 0.1} checkpoints with hostile numbers or names, and a checksum that fits: they serve, or are refused in a clear line`, async () => {
  const whole = await smallCheckpoint();
  assert(new TextDecoder().decode(whole).includes(`"${CHECKSUM}"`));
  await resume(whole as Uint8Array<ArrayBuffer>);
  const places = [...(await parseCheckpoint(whole as Uint8Array<ArrayBuffer>, "s")).tensors]
    .filter(([name, { bytes }]) => ![CHECKSUM, ...OF_THE_STAGE].includes(name) && bytes.length > 0)
    .map(([name, { dtype, bytes }]) => ({ name, dtype, offset: bytes.byteOffset, bytes: bytes.length }));
  const number = fc.record({
    place: fc.constantFrom(...places),
    at: share,
    value: fc.constantFrom(...HOSTILE),
  });
  const recipe = fc.oneof(
    fc.record({ mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }), numbers: fc.constant([]) }),
    fc.record({ mutations: fc.constant([]), numbers: fc.array(number, { minLength: 1, maxLength: 3 }) }),
  );
  await fc.assert(
    fc.asyncProperty(recipe, async ({ mutations, numbers }) => {
      const file = mutate(whole, mutations);
      const view = new DataView(file.buffer);
      for (const { place: { dtype, offset, bytes }, at, value } of numbers) {
        const size = dtype === "F64" ? 8 : dtype === "U8" ? 1 : 4;
        const where = offset + size * Math.floor(at * (bytes / size - 1e-9));
        if (dtype === "F64") view.setFloat64(where, value, true);
        else if (dtype === "F32") view.setFloat32(where, value, true);
        else if (dtype === "I32") view.setInt32(where, value, true);
        else view.setUint8(where, value);
      }
      if (file.length < 40) return;
      await seal(file);
      await resume(file).catch(assertClear);
    }),
    { seed: SEED, numRuns: INPUTS * 0.1 },
  );
});
