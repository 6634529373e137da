/** Powers of ten that a float64 holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Integers beyond this are no longer all there. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** Steps of the last decimal in a width: so many, to ten times as many. */
const STEPS = 1000;

/**
 * The decimals that the ends of an interval deserve: a step of the last one is between a thousandth and a ten-thousandth
 * of the width. Negative: zeros before the point. More digits would say nothing, and take three times as long to print.
 *
 * @param guess what was right for the width before: saves the logarithm, and changes nothing
 */
export function decimalsOf(width: number, guess: number): number {
  const steps = guess < 0 ? width / POWERS[-guess] : width * POWERS[guess];
  // Near the ends of the range the logarithm alone decides: the guess must not.
  return steps > STEPS + 1 && steps < 10 * STEPS - 1 ? guess : 3 - Math.floor(Math.log10(width));
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
