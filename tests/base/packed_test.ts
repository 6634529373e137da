import { assert, assertEquals } from "@std/assert";
import { packed } from "../../src/base/packed.ts";

const MAKERS: readonly ((length: number) => Float64Array | Float32Array | Int32Array | Uint8Array)[] = [
  (length) => packed(Float64Array, length),
  (length) => packed(Float32Array, length),
  (length) => packed(Int32Array, length),
  (length) => packed(Uint8Array, length),
];

Deno.test("packed() gives arrays of zeros that nobody else writes to, small ones side by side", () => {
  const arrays = Array.from({ length: 2000 }, (_, i) => MAKERS[i % 4](i % 37));
  arrays.forEach((array, i) => {
    assertEquals([array.length, array.every((value) => value === 0)], [i % 37, true]);
    array.fill(i % 128);
  });
  arrays.forEach((array, i) => assert(array.every((value) => value === i % 128), `${i}`));
  const beside = arrays.filter((array, i) =>
    i > 0 && array.buffer === arrays[i - 1].buffer && array.byteOffset - arrays[i - 1].byteOffset < 37 * 8 + 8
  );
  assert(beside.length > 1980, `${beside.length}`);
});

Deno.test("packed() lets large arrays stand by themselves, so that they can go by themselves", () => {
  const [small, large] = [packed(Float64Array, 2), packed(Float64Array, 1000)];
  assert(small.buffer !== large.buffer);
  assertEquals([large.length, large.buffer.byteLength], [1000, 8000]);
});
