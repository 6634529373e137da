/** Powers of ten that a float64 holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Integers beyond this are no longer all there. */
const EXACT = Number.MAX_SAFE_INTEGER;

/**
 * The decimals that the ends of an interval deserve: a step of the last one is between a thousandth and a ten-thousandth
 * of the width. Negative: zeros before the point. More digits would say nothing, and take eight times as long to print.
 */
export function decimalsOf(width: number): number {
  return 3 - Math.floor(Math.log10(width));
}

/** The largest number of so many decimals that is not above x; x itself where float64 has no such steps. */
export function roundedDown(x: number, decimals: number): number {
  return rounded(Math.floor, x, decimals);
}

/** The smallest number of so many decimals that is not below x; x itself where float64 has no such steps. */
export function roundedUp(x: number, decimals: number): number {
  return rounded(Math.ceil, x, decimals);
}

/** A whole number over a power of ten, and not times a tenth: so it is the float64 whose shortest text has those decimals. */
function rounded(to: (x: number) => number, x: number, decimals: number): number {
  const power = POWERS[Math.abs(decimals)];
  if (power === undefined) return x;
  if (decimals < 0) return to(x / power) * power;
  const steps = to(x * power);
  return Math.abs(steps) < EXACT ? steps / power : x;
}
