import { christoffersen, kupiec, type Transitions } from "../../../src/evaluation/backtests.ts";
import { crpsWeights } from "../../../src/evaluation/crps.ts";
import type { Outcomes } from "./outcomes.ts";

/** Levels of the intervals that are judged. */
export const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.98] as const;
const L90 = 2;
const L95 = 3;
/** Rows from which on the lasting figures count, and the young rows of point `early`. */
const LATE = 500;
const YOUNG: readonly [from: number, to: number] = [20, 150];
/** Fewest rows of a share that is printed. */
const FEW = 60;

/** How good a model's distributions of one target and horizon were. */
export interface DistributionScores {
  readonly rows: number;
  /** Of the 90 and 95 % interval. */
  readonly score90: number;
  readonly score95: number;
  readonly crps: number;
  /** By level. */
  readonly coverage: readonly number[];
  readonly kupiec: readonly number[];
  readonly christoffersen: readonly number[];
  /** Of the 90 % interval: smallest and largest coverage of an hour, by tercile of its width, and after a miss. */
  readonly hours: readonly [least: number, most: number];
  readonly terciles: readonly number[];
  readonly afterMiss: number;
  /** Of the 90 % interval over rows 20 to 150 of every series, and of those rows how many had one. */
  readonly young: number;
  readonly youngKnown: number;
}

/** Judges rows `LATE` and later of every series, or, where they are too few, the later half of what there is. */
export function judge(outcomes: Outcomes): DistributionScores {
  const { origin, actual, median, ends, hour, series, horizon } = outcomes;
  const width = 2 * LEVELS.length;
  const newest = origin.reduce((most, row) => Math.max(most, row), 0);
  const from = Math.min(LATE, Math.floor(newest / 2));
  const weights = crpsWeights(LEVELS);
  const late: number[] = [];
  for (let i = 0; i < origin.length; i++) {
    if (origin[i] + horizon >= from && ends[i * width] === ends[i * width]) late.push(i);
  }
  const low = (i: number, level: number) => ends[i * width + 2 * level];
  const high = (i: number, level: number) => ends[i * width + 2 * level + 1];
  const missed = (i: number, level: number) => !(actual[i] >= low(i, level) && actual[i] <= high(i, level));
  const pinball = (i: number, level: number) => {
    const tail = (1 - LEVELS[level]) / 2;
    return loss(tail, actual[i] - low(i, level)) + loss(1 - tail, actual[i] - high(i, level));
  };
  const mean = (rows: readonly number[], value: (i: number) => number) =>
    rows.reduce((sum, i) => sum + value(i), 0) / rows.length;
  const coverage = (rows: readonly number[], level: number) =>
    rows.length < FEW ? NaN : 1 - mean(rows, (i) => missed(i, level) ? 1 : 0);
  const score = (level: number) => 2 / (1 - LEVELS[level]) * mean(late, (i) => pinball(i, level));
  const crps = (i: number) =>
    LEVELS.reduce(
      (sum, _, level) => sum + weights.ends[level] * pinball(i, level),
      weights.forecast * Math.abs(actual[i] - median[i]),
    );
  const byHour = Array.from({ length: 24 }, (_, h) => coverage(late.filter((i) => hour[i] === h), L90))
    .filter((share) => share === share);
  const sizes = late.map((i) => high(i, L90) - low(i, L90)).sort((a, b) => a - b);
  const cuts = [
    -Infinity,
    sizes[Math.floor(sizes.length / 3)],
    sizes[Math.floor(2 * sizes.length / 3)],
    Infinity,
  ];
  const before = new Map<number, number>();
  const pairs = LEVELS.map(() => ({ hitHit: 0, hitMiss: 0, missHit: 0, missMiss: 0 }));
  const after: number[] = [];
  for (const i of late) {
    const last = before.get(series[i]);
    // Forecasts that overlap miss together: only every h-th row is a trial of its own.
    if (last !== undefined && origin[i] - origin[last] < horizon) continue;
    before.set(series[i], i);
    if (last === undefined) continue;
    if (missed(last, L90)) after.push(i);
    LEVELS.forEach((_, level) => count(pairs[level], missed(last, level), missed(i, level)));
  }
  const young: number[] = [];
  let youngRows = 0;
  for (let i = 0; i < origin.length; i++) {
    if (origin[i] < YOUNG[0] || origin[i] > YOUNG[1]) continue;
    youngRows++;
    if (low(i, L90) === low(i, L90)) young.push(i);
  }
  return {
    rows: late.length,
    score90: score(L90),
    score95: score(L95),
    crps: mean(late, crps),
    coverage: LEVELS.map((_, level) => coverage(late, level)),
    kupiec: LEVELS.map((level, l) => {
      const { hitHit, hitMiss, missHit, missMiss } = pairs[l];
      return kupiec(hitHit + hitMiss + missHit + missMiss, hitMiss + missMiss, 1 - level);
    }),
    christoffersen: pairs.map(christoffersen),
    hours: [Math.min(...byHour), Math.max(...byHour)],
    terciles: [0, 1, 2].map((third) =>
      coverage(
        late.filter((i) =>
          high(i, L90) - low(i, L90) > cuts[third] && high(i, L90) - low(i, L90) <= cuts[third + 1]
        ),
        L90,
      )
    ),
    afterMiss: coverage(after, L90),
    young: coverage(young, L90),
    youngKnown: young.length / youngRows,
  };
}

function count(
  pairs: { -readonly [Name in keyof Transitions]: number },
  before: boolean,
  now: boolean,
): void {
  if (before) now ? pairs.missMiss++ : pairs.missHit++;
  else now ? pairs.hitMiss++ : pairs.hitHit++;
}

/** Pinball loss of a quantile; `above`: the actual less the quantile. */
function loss(quantile: number, above: number): number {
  return above >= 0 ? quantile * above : (quantile - 1) * above;
}
