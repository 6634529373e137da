/** Σ a[i] · b[i] over n numbers from `a` at `aAt` and `b` at `bAt`. */
export function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[aAt + i] * b[bAt + i];
  return sum;
}

/** a[i] += factor · b[i] over n numbers from `a` at `aAt` and `b` at `bAt`. */
export function addScaled(
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  factor: number,
  n: number,
): void {
  for (let i = 0; i < n; i++) a[aAt + i] += factor * b[bAt + i];
}
