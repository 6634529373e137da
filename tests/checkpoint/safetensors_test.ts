import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { RunError } from "../../src/base/errors.ts";
import {
  ComposerMemory,
  composeSafetensors,
  dtypeOf,
  parseSafetensors,
  type Values,
} from "../../src/checkpoint/safetensors.ts";
import { numbersOf } from "../../src/checkpoint/tensor_values.ts";

const SEED = 20_260_401;

/** A file with this header, whatever it says, and so many bytes of data. */
function fileOf(header: unknown, bytes = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + bytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

const values: fc.Arbitrary<Values> = fc.oneof(
  fc.float64Array({ maxLength: 9 }),
  fc.float32Array({ maxLength: 9 }),
  fc.int32Array({ maxLength: 9 }),
  fc.uint8Array({ maxLength: 9 }),
);

Deno.test("composeSafetensors() and parseSafetensors() are inverse, bit for bit, whatever the names", () => {
  const name = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", 'a"b\\', "µ ü 𝄞", ""));
  const tensors = fc.dictionary(name, values, { noNullPrototype: false })
    .map((entries) => new Map(Object.entries(entries)));
  fc.assert(
    fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (given, metadata) => {
      given.delete("__metadata__");
      const outgoing = new Map([...given].map(([key, values]) => [key, { shape: [values.length], values }]));
      const file = parseSafetensors(composeSafetensors(metadata, outgoing), "t");
      assertEquals(new Map(Object.entries(metadata)), new Map(file.metadata));
      assertEquals([...file.tensors.keys()].sort(), [...given.keys()].sort());
      for (const [key, values] of given) {
        const back = numbersOf(file.tensors.get(key)!);
        assertEquals(file.tensors.get(key)!.dtype, dtypeOf(values));
        const bytes = (v: Values) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
        assertEquals(bytes(back), bytes(values));
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});

Deno.test("numbersOf() reads numbers wherever the file begins in its memory, Node's buffers too", () => {
  const values = [new Float64Array([Math.PI, -0]), new Float32Array([1.5]), new Int32Array([-7, 7])];
  const tensors = new Map(values.map((values, i) => [`t${i}`, { shape: [values.length], values }]));
  const file = composeSafetensors({}, tensors);
  for (let offset = 0; offset < 8; offset++) {
    const memory = new Uint8Array(offset + file.length);
    memory.set(file, offset);
    for (const bytes of [memory.subarray(offset), Buffer.from(memory.buffer, offset)]) {
      const read = parseSafetensors(bytes, "t").tensors;
      assertEquals(values.map((_, i) => numbersOf(read.get(`t${i}`)!)), values);
    }
  }
});

Deno.test("composeSafetensors() puts the same file together whatever was put together before", () => {
  const name = fc.constantFrom("a", "b", "c", "d");
  const file = fc.tuple(fc.dictionary(name, values, { noNullPrototype: false }), fc.string());
  fc.assert(
    fc.property(fc.array(file, { maxLength: 6 }), (files) => {
      const memory = new ComposerMemory();
      for (const [tensors, text] of files) {
        const outgoing = new Map(
          Object.entries(tensors).map(([key, values]) => [key, { shape: [values.length], values }]),
        );
        assertEquals(composeSafetensors({ text }, outgoing, memory), composeSafetensors({ text }, outgoing));
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});

Deno.test("parseSafetensors() reads what the format's own documentation shows", () => {
  const file = fileOf({
    "__metadata__": { a: "b" },
    x: { dtype: "F16", shape: [1, 2], data_offsets: [0, 4] },
  }, 4);
  file.set([0x00, 0x3c, 0x00, 0xc0], file.length - 4);
  const { metadata, tensors } = parseSafetensors(file, "t");
  assertEquals(metadata.get("a"), "b");
  assertEquals(tensors.get("x")!.shape, [1, 2]);
  assertEquals([...numbersOf(tensors.get("x")!)], [1, -2]);
});

Deno.test("numbersOf() reads bfloat16, int64, and tensors that are not aligned", () => {
  const header = {
    a: { dtype: "U8", shape: [1], data_offsets: [0, 1] },
    b: { dtype: "BF16", shape: [2], data_offsets: [1, 5] },
    c: { dtype: "I64", shape: [1], data_offsets: [5, 13] },
    d: { dtype: "F64", shape: [], data_offsets: [13, 21] },
  };
  const file = fileOf(header, 21);
  const view = new DataView(file.buffer);
  const data = file.length - 21;
  view.setUint16(data + 1, 0x3f80, true);
  view.setUint16(data + 3, 0xc000, true);
  view.setBigInt64(data + 5, -7n, true);
  view.setFloat64(data + 13, Math.PI, true);
  const { tensors } = parseSafetensors(file, "t");
  assertEquals([...numbersOf(tensors.get("b")!)], [1, -2]);
  assertEquals([...numbersOf(tensors.get("c")!)], [-7]);
  assertEquals([...numbersOf(tensors.get("d")!)], [Math.PI]);
});

Deno.test("parseSafetensors() believes no size that the bytes do not bear out", () => {
  const place = (shape: unknown, offsets: unknown, dtype: unknown = "F32") => ({
    x: { dtype, shape, data_offsets: offsets },
  });
  const wrong: [string, Uint8Array][] = [
    ["nothing", new Uint8Array(0)],
    ["seven bytes", new Uint8Array(7)],
    ["a header longer than the file", new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 123])],
    ["a header that is no JSON", fileOf("{")],
    ["a header that is no UTF-8", fileOf("{}").fill(0xff, 8)],
    ["a list", fileOf([])],
    ["null", fileOf(null)],
    ["an absurd size", fileOf(place([1e15], [0, 4e15]), 4)],
    ["a size that overflows", fileOf(place([2 ** 31, 2 ** 31, 2 ** 31], [0, 4]), 4)],
    ["a negative size", fileOf(place([-1], [0, 4]), 4)],
    ["a size that is no whole number", fileOf(place([0.5], [0, 2]), 2)],
    ["offsets backwards", fileOf(place([1], [4, 0]), 4)],
    ["offsets behind the end", fileOf(place([1], [4, 8]), 4)],
    ["a gap", fileOf(place([1], [4, 8]), 8)],
    ["bytes left over", fileOf(place([1], [0, 4]), 5)],
    [
      "an overlap",
      fileOf({ ...place([2], [0, 8]), y: { dtype: "F32", shape: [1], data_offsets: [4, 8] } }, 8),
    ],
    ["an unknown dtype", fileOf(place([1], [0, 4], "F8"), 4)],
    ["a dtype that every object has", fileOf(place([1], [0, 4], "constructor"), 4)],
    ["no place", fileOf({ x: {} })],
    ["a tensor that is null", fileOf({ x: null })],
    ["metadata that are no texts", fileOf({ __metadata__: { a: 1 } })],
  ];
  for (const [what, file] of wrong) {
    const { message } = assertThrows(() => parseSafetensors(file, "f"), RunError, undefined, what);
    assert(message.startsWith('Cannot read "f" as safetensors: '), message);
  }
});
