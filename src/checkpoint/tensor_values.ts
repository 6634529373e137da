import type { StoredTensor, Values } from "./safetensors.ts";

/**
 * The numbers of a tensor: a view of the file where they stand well for one, else a copy. Half floats become
 * float32.
 */
export function numbersOf({ dtype, bytes }: StoredTensor): Values {
  switch (dtype) {
    case "F64":
      return new Float64Array(...aligned(bytes, 8));
    case "F32":
      return new Float32Array(...aligned(bytes, 4));
    case "I32":
      return new Int32Array(...aligned(bytes, 4));
    case "I64":
      return Float64Array.from(new BigInt64Array(...aligned(bytes, 8)), Number);
    case "F16":
      return Float32Array.from(new Float16Array(...aligned(bytes, 2)));
    case "BF16":
      return fromBFloat16(new Uint16Array(...aligned(bytes, 2)));
    case "U8":
      return bytes;
  }
}

/**
 * A typed array's arguments: its numbers must stand at a multiple of their size. The copy is made by a
 * constructor, for the `slice` of Node's buffers makes none.
 */
function aligned(bytes: Uint8Array, size: number): [ArrayBuffer, number, number] {
  const { buffer, byteOffset, length } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return [buffer as ArrayBuffer, byteOffset, length / size];
}

/** A bfloat16 is the upper half of a float32. */
function fromBFloat16(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
