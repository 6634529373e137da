import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Archive } from "../../src/base/archive.ts";
import { RunError } from "../../src/base/errors.ts";
import { RestoringArchive } from "../../src/checkpoint/restoring_archive.ts";
import { composeSafetensors, parseSafetensors, type Values } from "../../src/checkpoint/safetensors.ts";
import { SavingArchive } from "../../src/checkpoint/saving_archive.ts";

/** What the archive took in, as a file would give it back. */
function reopened(saving: SavingArchive): RestoringArchive {
  return RestoringArchive.from(parseSafetensors(composeSafetensors({}, saving.tensors()), "f").tensors, "f");
}

/** One step of a walk: what is saved, and where. */
interface Step {
  readonly path: readonly string[];
  readonly name: string;
  readonly value: Values | number | string;
}

const names = fc.constantFrom(
  "a",
  "b",
  "series.0",
  "series.17",
  "key.3",
  "2",
  "x.1.y",
  "power1",
  "__proto__",
);
const step: fc.Arbitrary<Step> = fc.record({
  path: fc.array(names, { maxLength: 3 }),
  name: names,
  value: fc.oneof(
    fc.double(),
    fc.constantFrom(NaN, Infinity, -Infinity, -0),
    fc.string(),
    fc.float64Array({ maxLength: 5 }),
    fc.float32Array({ maxLength: 5 }),
    fc.int32Array({ maxLength: 5 }),
    fc.uint8Array({ maxLength: 5 }),
  ),
});

function within(archive: Archive, path: readonly string[]): Archive {
  return path.reduce((part, name) => part.within(name), archive);
}

/** Saves the step's value, or restores it into fresh room; the value that is there then. */
function walk(archive: Archive, { path, name, value }: Step): Values | number | string {
  const part = within(archive, path);
  if (typeof value === "number") return part.number(name, archive.restoring ? 0 : value);
  if (typeof value === "string") return part.text(name, archive.restoring ? "" : value);
  const room = archive.restoring ? new (value.constructor as typeof Float64Array)(value.length) : value;
  part.array(name, room as Float64Array);
  return room;
}

function bytesOf(value: Values | number | string): unknown {
  if (typeof value === "string") return value;
  const values = typeof value === "number" ? Float64Array.of(value) : value;
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).join();
}

Deno.test("RestoringArchive gives a walk back bit for bit, whatever is saved under whatever names", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const saving = new SavingArchive();
      for (let save = 0; save < 2; save++) { // the second with the buffers of the first
        saving.clear();
        for (const step of steps) walk(saving, step);
      }
      const restoring = reopened(saving);
      for (const step of steps) assertEquals(bytesOf(walk(restoring, step)), bytesOf(step.value));
      restoring.finish();
    }),
    { seed: 20_260_402, numRuns: 500 },
  );
});

Deno.test("SavingArchive makes one tensor of what all series have", () => {
  const saving = new SavingArchive();
  for (let i = 0; i < 3; i++) {
    const series = saving.within(`series.${i}`);
    series.number("rows", 10 + i);
    series.array("state", Float32Array.of(i, i, i, i));
    series.array("window", new Int32Array(i));
    series.text("key", "abc".slice(0, i));
  }
  saving.array("weights", Float64Array.of(1, 2));
  const told = [...saving.tensors()].map(([name, { shape, values }]) => [name, shape, [...values]]);
  assertEquals(told, [
    ["weights", [2], [1, 2]],
    ["series.#.rows", [3], [10, 11, 12]],
    ["series.#.state", [3, 4], [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]],
    ["series.#.window", [3], [0, 0, 0]],
    ["series.#.window:lengths", [3], [0, 1, 2]],
    ["series.#.key", [3], [97, 97, 98]],
    ["series.#.key:lengths", [3], [0, 1, 2]],
  ]);
});

Deno.test("RestoringArchive says what does not fit", () => {
  const saving = new SavingArchive();
  saving.array("a", Float64Array.of(1, 2));
  saving.number("n", 1);
  saving.text("t", "text");
  const cases: [(archive: RestoringArchive) => void, string][] = [
    [(archive) => archive.array("a", new Float64Array(3)), "entry 1 of a to have 3 values, got 2"],
    [(archive) => archive.array("b", new Float64Array(3)), "a tensor b, got none"],
    [(archive) => archive.within("p").number("n", 0), "a tensor p.n, got none"],
    [(archive) => [archive.number("n"), archive.number("n")], "more entries of n than 1"],
    [(archive) => archive.text("n"), "texts in n, got numbers"],
  ];
  for (const [restore, message] of cases) {
    const error = assertThrows(() => restore(reopened(saving)), RunError);
    assertEquals(
      error.message,
      `Cannot resume from "f": expected ${message}; another version may have saved it`,
    );
  }
});

Deno.test("RestoringArchive.finish() finds a walk that left entries out", () => {
  const saving = new SavingArchive();
  for (let i = 0; i < 3; i++) saving.number(`n.${i}`, i);
  const restoring = reopened(saving);
  restoring.number("n.0");
  restoring.number("n.1");
  assertThrows(() => restoring.finish(), RunError, "expected 2 values of n.#, got 3");
  restoring.number("n.2");
  restoring.finish();
});
