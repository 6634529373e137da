import type { Score } from "../evaluation/metrics.ts";
import { count } from "../output/label.ts";
import { nextOf } from "./ahead.ts";
import type { ForecastRecord } from "./forecast_record.ts";
import { modelLooks } from "./model_looks.ts";
import { digits } from "./number_text.ts";
import type { DotPlot, PageTable } from "./page_parts.ts";
import { ranking } from "./ranking.ts";
import type { RecordedSeries } from "./recorded_series.ts";
import { percent } from "./words.ts";

/** Series that a plot and a table have room for. */
const DOTTED = 40;
const LISTED = 10_000;

/** A series with the skill of every model on one target. */
interface Skilled {
  readonly series: RecordedSeries;
  readonly skills: readonly number[];
}

/** The skill of every model on each series, the best model's smallest first; of many the two ends. */
export function seriesDots(record: ForecastRecord, k: number, scores: readonly Score[]): DotPlot | undefined {
  const { options: { models, kinds, targets, horizons } } = record;
  const [best] = ranking(scores, models, targets[k], horizons[0]);
  const all = skilled(record, k).filter(({ skills }) => Number.isFinite(skills[best]))
    .sort((a, b) => b.skills[best] - a.skills[best]);
  if (all.length < 2) return undefined;
  const half = DOTTED / 2;
  const shown = all.length <= DOTTED ? all : [...all.slice(0, half), ...all.slice(-half)];
  const own = shown.map(({ skills }) => skills[best]);
  const [low, high] = [Math.min(0, ...own), Math.max(0, ...own)];
  const margin = Math.max(0.02, 0.5 * (high - low));
  const isNear = (value: number) => value >= low - margin && value <= high + margin;
  const looks = modelLooks(kinds);
  const shownModels = models.map((_, m) => m).filter((m) => kinds[m] !== "naive" || m === best);
  const isLeftOut = shown.some(({ skills }) =>
    shownModels.some((m) => Number.isFinite(skills[m]) && !isNear(skills[m]))
  );
  return {
    title: `${targets[k]}: skill by series`,
    note:
      `Right of zero: better than repeating the last value. Large: ${
        models[best]
      }, the best over all series.` +
      (shown.length < all.length
        ? ` The ${half} series that it does best and the ${half} it does worst.`
        : "") +
      (isLeftOut ? " Models far outside are left out; the table has them." : ""),
    x: { label: "skill (share)", include: [0], format: "percent" },
    rows: shown.map(({ series, skills }) => ({
      name: series.newest.name,
      dots: shownModels.filter((m) => isNear(skills[m]))
        .map((m) => ({ name: models[m], value: skills[m], colour: looks[m].colour, isBest: m === best }))
        .sort((a, b) => Number(a.isBest) - Number(b.isBest)),
    })),
  };
}

/** Every series: rows scored, the newest value, what comes next, and every model's skill. */
export function seriesTable(record: ForecastRecord, k: number, scores: readonly Score[]): PageTable {
  const { options: { models, targets, horizons, levels }, start } = record;
  const [best] = ranking(scores, models, targets[k], horizons[0]);
  const all = skilled(record, k);
  const listed = all.slice(0, LISTED);
  return {
    caption: `${targets[k]}: all ${count(all.length)} series` +
      (start > 0 ? ", since the run was resumed" : "") +
      (listed.length < all.length ? `; the first ${count(LISTED)} of them` : ""),
    isFolded: listed.length > DOTTED,
    columns: [
      "series",
      "scored",
      "newest",
      "next",
      `${percent(levels.at(-1)!)} from`,
      "to",
      `coverage of ${models[best]}`,
      ...models.map((name) => `skill of ${name}`),
    ],
    rows: listed.length < 2 ? [] : listed.map(({ series, skills }) => {
      const { n, coverage } = series.scoreOf(k, best);
      const [next] = nextOf(record.options, series, k, best);
      return [
        series.newest.name,
        count(n),
        ...[series.newest.actuals[k], next.forecast, next.lower, next.upper].map((value) =>
          Number.isFinite(value) ? digits(value) : "–"
        ),
        Number.isFinite(coverage) ? `${(100 * coverage).toFixed(1)} %` : "–",
        ...skills.map((skill) =>
          Number.isFinite(skill) ? `${(100 * skill).toFixed(1).replace("-", "−")} %` : "–"
        ),
      ];
    }),
  };
}

function skilled({ series, options: { models } }: ForecastRecord, k: number): Skilled[] {
  return series.filter((it) => it !== undefined)
    .map((it) => ({ series: it, skills: models.map((_, m) => it.scoreOf(k, m).skill) }));
}
