// Four float32 lanes at a time: the few operations that the kernels are written in.
// The language is AssemblyScript (types f32, i32, usize, v128; functions `@inline`), not Deno's TypeScript.

/** An index or a stride in floats, as bytes. */
@inline export function bytes(floats: i32): usize {
  return <usize>floats << 2;
}

/**
 * a · b + c. The relaxed instruction rounds once where the processor has a fused multiply-add, and costs half as much
 * as the two plain ones; which of both a build uses is decided when it is compiled (`asc --enable relaxed-simd`).
 */
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** c − a · b. */
@inline export function nmadd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(a, b, c) : f32x4.sub(c, f32x4.mul(a, b));
}

@inline export function zeros(): v128 {
  return i32x4.splat(0);
}

const UNIT: usize = memory.data<f32>([1], 4);

/** 1 in every lane, from memory: V8 builds a vector constant anew wherever it is used, which costs more than a load. */
@inline export function ones(): v128 {
  return v128.load32_splat(UNIT);
}

// One lane of a vector in all four. A shuffle costs less than a second load, which V8 checks against the memory's size.
@inline export function spread0(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 0, 0, 0, 0);
}
@inline export function spread1(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 1, 1, 1, 1);
}
@inline export function spread2(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 2, 2, 2, 2);
}
@inline export function spread3(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 3, 3, 3, 3);
}

/** The sum of the four lanes, (0 + 2) + (1 + 3). */
@inline export function sumOfLanes(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** to = from, over `length` bytes: faster than `memory.copy`, which leaves WebAssembly, up to some hundreds of them. */
export function copy(from: usize, to: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

/** to += from, over `length` bytes. */
export function add(from: usize, to: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 16) {
    v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  }
}
