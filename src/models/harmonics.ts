/**
 * Writes sin α, cos α, sin 2α, cos 2α, … sin mα, cos mα to `out` at `at`, from sin α and cos α by the angle
 * sum. A cycle whose inputs are (0, 0) stays there.
 */
export function writeHarmonics(
  out: Float64Array,
  at: number,
  sine: number,
  cosine: number,
  count: number,
): void {
  if (count === 0) return;
  out[at] = sine;
  out[at + 1] = cosine;
  for (let m = 2; m <= count; m++, at += 2) {
    out[at + 2] = out[at] * cosine + out[at + 1] * sine;
    out[at + 3] = out[at + 1] * cosine - out[at] * sine;
  }
}
