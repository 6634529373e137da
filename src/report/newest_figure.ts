import type { Score } from "../evaluation/metrics.ts";
import { aheadOf } from "./ahead.ts";
import type { Band, Line, LinesFigure, Points } from "./figure.ts";
import type { ForecastRecord } from "./forecast_record.ts";
import { modelLooks } from "./model_looks.ts";
import { ranking } from "./ranking.ts";
import { timeAxis } from "./run_time.ts";
import type { RecordedSeries } from "./recorded_series.ts";
import { percent, rowsAhead, short } from "./words.ts";

/** Most models whose forecasts are drawn with the actuals: more would hide each other. */
const SHOWN = 3;

/** What was said of the newest rows of a series, and what comes next. */
export interface Newest {
  readonly actual: Points;
  /** Of each model that was asked for, the best first. */
  readonly lines: readonly Points[];
  readonly band: Band["points"];
}

/** The newest rows of a target, what the given models had said of them, and the first one's widest interval. */
export function newestOf(
  { options }: ForecastRecord,
  series: RecordedSeries,
  k: number,
  models: readonly number[],
): Newest {
  const { trace } = series;
  if (trace === undefined) return { actual: [], lines: [], band: [] };
  const width = 1 + 3 * options.models.length;
  const places = trace.points(0).map(([, place]) => place);
  const column = (j: number) =>
    trace.points(2 + k * width + j).map(([, value], i) => [places[i], value] as const);
  const upper = column(3 + 3 * models[0]);
  return {
    actual: column(0),
    lines: models.map((m) => column(1 + 3 * m)),
    band: column(2 + 3 * models[0]).map(([place, low], i) => [place, low, upper[i][1]] as const),
  };
}

/**
 * The newest rows of a target: the actuals, what the best models had said of them, and the best one's interval; and what it
 * says of the rows to come, at every horizon and level.
 */
export function newestFigure(
  record: ForecastRecord,
  k: number,
  scores: readonly Score[],
): LinesFigure | undefined {
  const { options: { models, kinds, horizons, levels, targets, time }, series: [series] } = record;
  if (series === undefined) return undefined;
  const shown = ranking(scores, models, targets[k], horizons[0]).slice(0, SHOWN);
  const [best] = shown;
  const looks = modelLooks(kinds);
  const { actual, lines, band } = newestOf(record, series, k, shown);
  const ahead = aheadOf(record.options, series, k, best);
  const name = series.newest.name;
  const bands: Band[] = [];
  const isOpen = (points: Band["points"]) => points.some(([, low, high]) => low < high);
  const { colour } = looks[best];
  if (isOpen(band)) {
    bands.push({ name: `${models[best]}, ${percent(levels.at(-1)!)} interval`, points: band, colour });
  }
  ahead.bands.filter(isOpen).forEach((points, l) => {
    bands.push({ name: `${percent(levels[levels.length - 1 - l])}, to come`, points, colour });
  });
  const others: Line[] = shown.map((m, i) => ({
    name: models[m],
    points: lines[i],
    ...looks[m],
    isBest: m === best,
  }));
  return {
    kind: "lines",
    title: `${targets[k]}: forecasts and actuals`,
    note: `The newest ${actual.length} rows${
      name === "" ? "" : ` of ${name}`
    }, each with what was forecast of it ${rowsAhead(horizons[0])}; dashed, what ${
      models[best]
    } says of the rows to come.`,
    x: timeAxis(time, [...actual, ...ahead.points].map(([place]) => place), "series"),
    y: { label: `${short(targets[k])} (its own unit)` },
    lines: [
      { name: "actual", points: actual, isTruth: true },
      ...others,
      { name: "to come", points: ahead.points, colour, stroke: "dashed", isBest: true },
    ],
    bands,
  };
}
