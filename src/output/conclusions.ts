import { compare, type Comparison, SIGNIFICANCE } from "../evaluation/comparison.ts";
import type { Score } from "../evaluation/metrics.ts";
import { ahead, count, label, rows } from "./label.ts";

/** Up to this many targets and horizons have a sentence each; more are summarised. */
const SENTENCES = 6;

/** What the conclusions say of a run in which nothing could be scored. */
export interface RunLength {
  /** Rows of all series together. */
  readonly rows: number;
  readonly series: number;
  readonly warmup: number;
}

/**
 * The conclusions of a run: which model was best, by how much it beat repeating the last value, and whether that may be
 * luck. They say so where nothing beat repeating the last value. One sentence per target and horizon, or a few for
 * many of them; a line each.
 */
export function conclusions(scores: readonly Score[], run: RunLength): string[] {
  const all = compare(scores);
  const scored = all.filter(({ n }) => n > 0);
  if (run.rows === 0) return []; // it has been said that no row has come
  if (scored.length === 0) return [nothingScored(run)];
  if (all.length <= SENTENCES) return all.map(sentence);
  const lines = byTarget(scored).flatMap((comparisons) => drawnTogether(comparisons));
  const unscored = all.length - scored.length;
  if (unscored > 0) lines.push(`Nothing was scored on ${places(all.filter(({ n }) => n === 0))}.`);
  return lines;
}

function nothingScored(run: RunLength): string {
  const { series, warmup } = run;
  const length = `${rows(run.rows)}${series === 1 ? "" : ` of ${count(series)} series`}`;
  if (run.rows <= warmup * series) {
    return `Nothing was scored in ${length}: a series' warm-up is its first ${rows(warmup)}. ` +
      "Feed more rows, or lower --warmup.";
  }
  return `Nothing was scored in ${length}: no forecast's row has come with its target filled. ` +
    "Check the target's column, or shorten --horizon.";
}

/** What one comparison comes to. */
function sentence(comparison: Comparison): string {
  const { n, scores } = comparison;
  const where = place(comparison);
  if (n === 0) return `Nothing was scored on ${where}: no forecast's row has come with its target filled.`;
  const [best] = scores;
  const name = label(best.model, 20);
  if (Number.isNaN(best.skill)) {
    return Number.isNaN(best.baseUp)
      ? `Repeating the last value was exact on ${where}: it never moved.`
      : `Squared errors on ${where} are too small or too large for a number: give the column another unit.`;
  }
  if (scores.every(({ skill }) => skill === 0)) {
    return `No model said anything but the last value on ${where}: there is nothing to compare.`;
  }
  if (best.skill > 0) {
    const advantage = `its squared error is ${difference(best)} than repeating the last value's`;
    return `Best on ${where}: ${name}; ${advantage}${confidence(best)}.`;
  }
  const closest = scores.find(({ skill }) => skill < 0) as Score;
  return `Nothing beat repeating the last value on ${where}: the closest, ${label(closest.model, 20)}, has ` +
    `a squared error ${difference(closest)}${confidence(closest)}.`;
}

/** Whether a difference may be luck, as the end of a sentence. */
function confidence({ dmPValue, n }: Score): string {
  if (Number.isNaN(dmPValue)) return `, which ${count(n)} scored rows are too few to test`;
  const p = dmPValue < 0.001 ? "p < 0.001" : `p = ${dmPValue.toFixed(3)}`;
  if (dmPValue < SIGNIFICANCE) return `, a significant difference (${p})`;
  return `, but the difference is not significant (${p}): it may be luck`;
}

/** `2.6 % smaller`, `0.3 % larger`, `3.4 times as large`: a squared error compared with that of repeating the last value. */
function difference(score: Score): string {
  if (score.skill < -1) return `${(1 - score.skill).toPrecision(2)} times as large`;
  return `${percent(score)} ${score.skill > 0 ? "smaller" : "larger"}`;
}

function percent({ skill }: Score): string {
  const percent = 100 * Math.abs(skill);
  if (percent < 0.01) return "less than 0.01 %";
  if (percent > 99 && skill > 0 && skill < 1) return "over 99 %";
  return `${percent < 10 ? percent.toPrecision(2) : percent.toFixed(0)} %`;
}

/** A list per target, if the targets are few; else one list. */
function byTarget(comparisons: readonly Comparison[]): Comparison[][] {
  const targets = Map.groupBy(comparisons, ({ target }) => target);
  return targets.size <= SENTENCES ? [...targets.values()] : [[...comparisons]];
}

/** What many comparisons come to. */
function drawnTogether(comparisons: readonly Comparison[]): string[] {
  if (comparisons.length === 1) return [sentence(comparisons[0])];
  const won = comparisons.filter(({ scores }) => scores[0].skill > 0);
  const lost = comparisons.filter(({ scores }) => !(scores[0].skill > 0));
  const { target } = comparisons[0];
  const where = comparisons.every((comparison) => comparison.target === target)
    ? `${label(target)} at ${count(comparisons.length)} horizons`
    : `${count(comparisons.length)} targets and horizons`;
  if (won.length === 0) return [`Nothing beat repeating the last value on any of ${where}.`];

  const best = won.map(({ scores }) => scores[0]);
  const [least, ...rest] = best.toSorted((a, b) => a.skill - b.skill);
  const range = `${percent(least)} to ${percent(rest.at(-1) ?? least)}`;
  const significant = best.filter(({ dmPValue }) => dmPValue < SIGNIFICANCE).length;
  const lines = [
    `Best on ${where}: ${winners(best)}; squared errors ${range} smaller than repeating the last value's, ` +
    `a significant difference (p < ${SIGNIFICANCE}) on ${count(significant)} of ${
      count(comparisons.length)
    }.`,
  ];
  if (lost.length > 0) lines.push(`Nothing beat repeating the last value on ${places(lost)}.`);
  return lines;
}

/** `lstm on 20, gru on 4` */
function winners(best: readonly Score[]): string {
  return [...Map.groupBy(best, ({ model }) => model)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([model, scores]) => `${label(model, 20)} on ${count(scores.length)}`)
    .join(", ");
}

function place({ target, horizon }: Comparison): string {
  return `${label(target)}, ${ahead(horizon)}`;
}

/** Some places by name, the others counted. */
function places(comparisons: readonly Comparison[]): string {
  const named = comparisons.slice(0, 4).map(place).join("; ");
  return comparisons.length > 4 ? `${named}; and ${count(comparisons.length - 4)} more` : named;
}
