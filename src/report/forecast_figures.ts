import type { Score } from "../evaluation/metrics.ts";
import { binomialBand } from "./binomial_band.ts";
import { driftMarks } from "./drift_marks.ts";
import type { Line, LinesFigure, Points } from "./figure.ts";
import type { ForecastRecord } from "./forecast_record.ts";
import { modelLooks } from "./model_looks.ts";
import { OverTime } from "./over_time.ts";
import { GREY } from "./palette.ts";
import { ranking } from "./ranking.ts";
import { timeAxis } from "./run_time.ts";
import { percent, rowsAhead, stretches } from "./words.ts";

/**
 * Cumulative gain of each model on repeating the last value: naive's squared error less the model's, summed up over the
 * run and divided by the whole of naive's. So each line ends at the model's skill.
 */
export function gainFigure(record: ForecastRecord, k: number, scores: readonly Score[]): LinesFigure {
  const { options: { models, kinds, horizons, targets, time } } = record;
  const over = new OverTime(record);
  const own = scores.filter(({ target, horizon }) => target === targets[k] && horizon === horizons[0]);
  const naive = Math.max(...own.map(({ n, mse, skill }) => n * mse / (1 - skill)).filter(Number.isFinite));
  const [best] = ranking(scores, models, targets[k], horizons[0]);
  const looks = modelLooks(kinds);
  const lines: Line[] = models.map((name, m) => {
    const line = record.gain(m, k);
    const skill = own.find(({ model }) => model === name)?.skill ?? NaN;
    return {
      name,
      points: over.cumulated(line, 1 / naive, skill * naive - over.total(line)),
      ...looks[m],
      isBest: m === best,
    };
  });
  const marks = driftMarks(record, k, over);
  const hasNaive = kinds.includes("naive");
  return {
    kind: "lines",
    title: `${targets[k]}: gained on repeating the last value`,
    note:
      `Naive's squared error less the model's, ${rowsAhead(horizons[0])}, summed up over ${
        stretches(record.means.width)
      }, as a share of all of naive's: a line that climbs gains on naive, and ends at the skill.` +
      (marks.length > 0 ? " Strokes on top: the model's errors have drifted." : ""),
    x: timeAxis(time, over.ends, "run"),
    y: { label: "skill so far (share)", include: [0], format: "percent" },
    lines: hasNaive ? lines : [...lines, { name: "naive", points: flat(over.ends, 0), colour: GREY }],
    marks,
  };
}

/** Observed coverage of a target's intervals, the target coverage, and the range of differences that may be luck. */
export function coverageFigure(record: ForecastRecord, k: number, scores: readonly Score[]): LinesFigure {
  const { options: { models, kinds, levels, targets, horizons, time } } = record;
  const level = levels[levels.length - 1];
  const over = new OverTime(record);
  const [best] = ranking(scores, models, targets[k], horizons[0]);
  const looks = modelLooks(kinds);
  const rolling = models.map((_, m) => over.rolling(record.inside(m, k)));
  const longest = rolling.reduce((a, b) => b.length > a.length ? b : a, []);
  const bands = new Map(longest.map(({ n }) => [n, binomialBand(n, level)]));
  const rows = Math.max(0, ...longest.map(({ n }) => n));
  return {
    kind: "lines",
    title: `${targets[k]}: coverage`,
    note:
      `Actuals within the ${percent(level)} interval, over the last ${rows.toLocaleString("en-US")} rows. ` +
      "Grey: where it lies 19 times of 20 if intervals are right and rows independent.",
    x: timeAxis(time, over.ends, "run"),
    y: { label: "actuals inside (share)", include: [level], format: "percent" },
    lines: [
      ...models.map((name, m) => ({
        name,
        points: rolling[m].map(({ at, share }) => [at, share] as const),
        ...looks[m],
        isBest: m === best,
      })),
      { name: "wanted", points: flat(longest.map(({ at }) => at), level), stroke: "dashed", isTruth: true },
    ],
    bands: [{
      name: "19 times of 20",
      points: longest.map(({ at, n }) => [at, ...bands.get(n)!] as const),
      colour: GREY,
    }],
  };
}

/** An ensemble's weights of a target over the run. */
export function weightsFigure(record: ForecastRecord, e: number, k: number): LinesFigure {
  const { options: { models, kinds, horizons, targets, time }, ensembles } = record;
  const over = new OverTime(record);
  const looks = modelLooks(kinds);
  const lines = models.map((name, m) => ({ name, points: over.means(record.weight(e, m, k)), ...looks[m] }));
  const shown = lines.filter(({ points }) => points.length > 0);
  const heaviest = Math.max(...shown.map(({ points }) => points.at(-1)![1]));
  return {
    kind: "lines",
    title: `${targets[k]}: weights in ${ensembles[e].name}`,
    note: `What each model's forecast ${rowsAhead(horizons[0])} counts for, mean over the series.`,
    x: timeAxis(time, over.ends, "run"),
    y: { label: "weight (share)", include: [0], format: "percent" },
    lines: shown.map((line) => ({ ...line, isBest: line.points.at(-1)![1] === heaviest })),
  };
}

function flat(places: readonly number[], value: number): Points {
  return places.length === 0 ? [] : [[places[0], value], [places.at(-1)!, value]];
}
