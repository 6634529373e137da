import { Autocorrelation } from "./autocorrelation.ts";

/** Changes count at most this many times what they usually are: one jump makes no season. */
const REACH = 4;
/** Where more than this share of the changes is 0, nothing is looked for. */
const MOST_STILL = 0.7;
/** Shortest and longest season that is looked for where the calendar suggests none. */
const SHORTEST = 4;
const LONGEST = 400;
/**
 * What the autocorrelation at a season must be at least; where the calendar does not suggest it; at a second
 * one.
 */
const LEAST = { suggested: 0.1, other: 0.2, second: 0.15 };
/** By how many standard errors it must stand out where it is suggested. */
const SUGGESTED_ERRORS = 3.6;
/** Share of it that must be left one season further on. */
const ECHO = { suggested: 0.25, other: 0.4 };
/** Multiples of the period that testify too, and lags that its standard error is worked out from, at most. */
const MOST_MULTIPLES = 4;
const MOST_ERROR_LAGS = 50;
/**
 * An autocorrelation of this size, over so many pairs of changes and with a trough before it, needs no
 * further proof.
 */
const PLAIN = { strength: 0.75, suggestedPairs: 12, otherPairs: 24, trough: 0 };
/** A longer season is taken only if it is better than a shorter one by this factor and this much. */
const BETTER = { factor: 1.08, more: 0.02 };
/** Multiples of the first season that may be a second one where the calendar suggests none. */
const MOST_MULTIPLE = 12;

/**
 * What was found: rows in a season, 0 for none, and how alike changes are to those one first season before
 * them.
 */
export interface Found {
  readonly first: number;
  readonly second: number;
  readonly strength: number;
  /** The same for any other period; 0 where there are too few values. */
  strengthOf(period: number): number;
}

/**
 * Looks for up to two seasons of a column: periods at which its changes are alike.
 *
 * The changes d_t = y_t − y_{t−1} are centred and clipped at ±4 robust deviations (1.4826 MAD). A period P is
 * a season if r(P) (`Autocorrelation`) is a local peak, large enough, still there at 2 P, and above z
 * standard errors by Bartlett's formula,
 *
 *   Σ_k (n − k P) r(k P) ≥ z √((1 + 2 Σ_{j ≤ P/2} r_j²) Σ_k (n − k P)),
 *
 * where lags beyond half a season, echoes of the season itself, are left out of the error. For periods that
 * are suggested, by the calendar or since other series have them, k = 1 … 4, z = 3.6 and n ≥ 2 P: they are
 * few, but looked at time and again. For others, of which there are L at a time, k = 1, n ≥ 3 P, and z = √(2
 * ln L) + 1.2, the expected largest of L chance ones and more. A wave that is plainly the same each time
 * needs no z. Of several the shortest wins unless a longer one is clearly better.
 *
 * The second season is looked for among the longer ones that the calendar suggests, else among the multiples
 * of the first, in what is left when the first one's usual course has been taken off.
 *
 * Source: Bartlett 1946 for the standard error. Cost: O(n · min(n / 3, 400)), some milliseconds for 3,000
 * values.
 *
 * @param values oldest first, NaN where missing
 */
export function searchSeasons(values: Float64Array, suggested: readonly number[]): Found {
  const changes = robustChanges(values);
  if (changes === undefined) return NOTHING;
  const r = new Autocorrelation(changes);
  const strengthOf = (period: number) => period > 0 && period < changes.length ? r.at(period) : 0;
  const { period: first, strength } = strongest(r, changes.length, suggested);
  if (first === 0) return { ...NOTHING, strengthOf };
  return { first, second: secondSeason(changes, first, suggested), strength, strengthOf };
}

const NOTHING: Found = { first: 0, second: 0, strength: 0, strengthOf: () => 0 };

/** Centred and clipped; undefined where the column mostly stands still. */
function robustChanges(values: Float64Array): Float64Array | undefined {
  const n = values.length - 1;
  const changes = new Float64Array(n);
  let still = 0;
  let mean = 0;
  for (let i = 0; i < n; i++) {
    const change = values[i + 1] - values[i];
    changes[i] = Number.isFinite(change) ? change : 0;
    if (changes[i] === 0) still++;
    mean += changes[i] / n;
  }
  if (still > MOST_STILL * n) return undefined;
  const sizes = changes.map((change) => Math.abs(change - mean)).sort();
  const usual = sizes[n >> 1] || sizes[Math.floor(0.9 * n)];
  const limit = REACH * 1.4826 * usual;
  return changes.map((change) => Math.max(-limit, Math.min(limit, change - mean)));
}

function strongest(r: Autocorrelation, n: number, suggested: readonly number[]) {
  const longest = Math.min(Math.floor(n / 3), LONGEST);
  const chance = Math.sqrt(2 * Math.log(Math.max(2, longest))) + 1.2;
  const best = { period: 0, strength: 0 };
  for (const period of candidates(longest, suggested)) {
    const isSuggested = suggested.includes(period);
    if (n < (isSuggested ? 2 : 3) * period) continue;
    const here = r.at(period);
    if (here < (isSuggested ? LEAST.suggested : LEAST.other) || !isPeak(r, period)) continue;
    if (n >= 3 * period && r.at(2 * period) < (isSuggested ? ECHO.suggested : ECHO.other) * here) continue;
    const errors = isSuggested ? SUGGESTED_ERRORS : chance;
    const multiples = isSuggested ? MOST_MULTIPLES : 1;
    if (standsOutBy(r, n, period, multiples) < errors && !isPlain(r, n, period, isSuggested)) continue;
    if (here <= BETTER.factor * best.strength + BETTER.more) continue;
    best.period = period;
    best.strength = here;
  }
  return best;
}

/** Ascending. */
function candidates(longest: number, suggested: readonly number[]): number[] {
  const others = Array.from({ length: Math.max(0, longest - SHORTEST + 1) }, (_, i) => i + SHORTEST);
  return [...new Set([...suggested, ...others])].sort((a, b) => a - b);
}

function isPeak(r: Autocorrelation, period: number): boolean {
  return r.at(period) >= r.at(period - 1) && r.at(period) >= r.at(period + 1);
}

/** A wave that is the same each time, whatever the standard error of smooth curves. */
function isPlain(r: Autocorrelation, n: number, period: number, isSuggested: boolean): boolean {
  const pairs = isSuggested ? PLAIN.suggestedPairs : PLAIN.otherPairs;
  if (r.at(period) < PLAIN.strength || n - period < pairs) return false;
  for (let j = 1; j < period; j++) if (r.at(j) < PLAIN.trough) return true;
  return false;
}

/** How many standard errors the autocorrelations at the period and its multiples together stand out by. */
function standsOutBy(r: Autocorrelation, n: number, period: number, most: number): number {
  let variance = 1;
  for (let j = 1; j <= Math.min(period / 2, MOST_ERROR_LAGS); j++) variance += 2 * r.at(j) ** 2;
  let sum = 0;
  let pairs = 0;
  for (let k = 1; k <= most && (k === 1 || n >= (k + 1) * period); k++) {
    sum += (n - k * period) * r.at(k * period);
    pairs += n - k * period;
  }
  return sum / Math.sqrt(variance * pairs);
}

function secondSeason(changes: Float64Array, first: number, suggested: readonly number[]): number {
  const n = changes.length;
  const r = new Autocorrelation(withoutCourse(changes, first));
  const rest = r.at(first);
  const longer = suggested.filter((period) => period > first);
  const multiples = Array.from({ length: MOST_MULTIPLE - 1 }, (_, i) => (i + 2) * first);
  const isSuggested = longer.length > 0;
  let second = 0;
  let best = 0;
  for (const period of isSuggested ? longer : multiples) {
    if (n < (isSuggested ? 2 : 3) * period) continue;
    const here = r.at(period);
    const errors = (isSuggested ? 2.6 : 4) * 1.3 / Math.sqrt(n - period);
    if (here < Math.max(LEAST.second, errors, 1.1 * rest + 0.05) || !isPeak(r, period)) continue;
    if (here <= BETTER.factor * best + BETTER.more) continue;
    second = period;
    best = here;
  }
  return second;
}

/** The changes less the mean of their phase. */
function withoutCourse(changes: Float64Array, period: number): Float64Array {
  const sum = new Float64Array(period);
  const count = new Float64Array(period);
  for (let i = 0; i < changes.length; i++) {
    sum[i % period] += changes[i];
    count[i % period]++;
  }
  return changes.map((change, i) => change - sum[i % period] / count[i % period]);
}
