/** Two probabilities nearer than this are one: 2 · 0.95 − 1 is not 0.9 to the bit. */
const SAME = 1e-9;

/** Where a quantile is to be found: at an end of the interval of a level, or, at level 0, at the median. */
export interface QuantilePlace {
  /** Place among the levels; −1 for the median. */
  readonly level: number;
  /** −1: its lower end, 1: its upper one. */
  readonly side: number;
}

/**
 * Quantiles as ends of intervals: that of probability p is an end of the level |2p − 1|. So they agree with the intervals that are
 * asked for, and cannot cross.
 *
 * @param asked levels of the intervals; @param probabilities of the quantiles
 * @returns the levels to be tracked, those asked for first, and each quantile's place among them
 */
export function quantilePlaces(
  asked: readonly number[],
  probabilities: readonly number[],
): { readonly levels: readonly number[]; readonly places: readonly QuantilePlace[] } {
  const levels = [...asked];
  const places = probabilities.map((p): QuantilePlace => {
    const level = Number(Math.abs(2 * p - 1).toPrecision(12));
    if (level < SAME) return { level: -1, side: 0 };
    let place = levels.findIndex((known) => Math.abs(known - level) < SAME);
    if (place < 0) place = levels.push(level) - 1;
    return { level: place, side: p < 0.5 ? -1 : 1 };
  });
  return { levels, places };
}
