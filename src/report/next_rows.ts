import { isDated } from "../evaluation/row_place.ts";
import type { Score } from "../evaluation/metrics.ts";
import { ahead, count } from "../output/label.ts";
import { type Next, nextOf } from "./ahead.ts";
import type { ForecastRecord } from "./forecast_record.ts";
import { digits } from "./number_text.ts";
import type { Lead, PageTable } from "./page_parts.ts";
import { ranking } from "./ranking.ts";
import { placeText } from "./run_time.ts";
import type { RecordedSeries } from "./recorded_series.ts";
import { percent, short } from "./words.ts";

/** Large numbers, and rows of the table, at most. */
const LEADS = 3;
const ROWS = 120;
/** Rows beyond which the table is shown only when asked for. */
const UNFOLDED = 24;

/** A forecast of what comes next by the model that is best there. */
interface Coming extends Next {
  readonly series: string;
  readonly target: string;
  readonly model: string;
}

/** What comes next, as large numbers: the first targets of the first series, or the first target of the first few series. */
export function leadsOf(record: ForecastRecord, scores: readonly Score[]): Lead[] {
  const { options: { targets, horizons, levels } } = record;
  const [first] = horizons;
  const known = record.series.filter((it) => it !== undefined);
  const several = targets.length > 1 ? known.slice(0, 1) : known;
  const coming = several.slice(0, LEADS).flatMap((series) => comingOf(record, series, scores))
    .filter(({ horizon, forecast }) => horizon === first && Number.isFinite(forecast));
  return coming.slice(0, LEADS).map(({ series, target, place, forecast, lower, upper, model }) => ({
    name: [...(series === "" ? [] : [short(series)]), short(target), when(record, place, first)].join(" · "),
    value: digits(forecast),
    lines: [
      ...(lower < upper ? [`${percent(levels.at(-1)!)}: ${digits(lower)} to ${digits(upper)}`] : []),
      `by ${model}`,
    ],
  }));
}

/** What comes next, all of it, as far as there is room: series by series, target by target, horizon by horizon. */
export function nextTable(record: ForecastRecord, scores: readonly Score[]): PageTable {
  const { options: { targets, horizons, levels } } = record;
  const known = record.series.filter((it) => it !== undefined);
  const fit = Math.max(1, Math.floor(ROWS / (targets.length * horizons.length)));
  const shown = known.slice(0, fit);
  const isMany = known.length > 1;
  const rows = shown.flatMap((series) => comingOf(record, series, scores));
  const left = known.length - shown.length;
  return {
    caption:
      "What comes next, by the model that was best at that target and horizon; times at the series' usual step" +
      (left > 0 ? `; ${count(left)} more series are in the table by series` : ""),
    columns: [
      ...(isMany ? ["series"] : []),
      ...(targets.length > 1 ? ["target"] : []),
      "time",
      "ahead",
      "forecast",
      `${percent(levels.at(-1)!)} from`,
      "to",
      "model",
    ],
    isFolded: rows.length > UNFOLDED,
    rows: rows.map(({ series, target, place, horizon, forecast, lower, upper, model }) => [
      ...(isMany ? [series] : []),
      ...(targets.length > 1 ? [target] : []),
      placeText(record.options.time, place),
      String(horizon),
      ...[forecast, lower, upper].map(numberText),
      model,
    ]),
  };
}

function numberText(value: number): string {
  return Number.isFinite(value) ? digits(value) : "–";
}

function comingOf(record: ForecastRecord, series: RecordedSeries, scores: readonly Score[]): Coming[] {
  const { targets, horizons, models } = record.options;
  return targets.flatMap((target, k) =>
    horizons.map((horizon, h) => {
      const [best] = ranking(scores, models, target, horizon);
      const next = nextOf(record.options, series, k, best)[h];
      return { ...next, series: series.newest.name, target, model: models[best] };
    })
  );
}

function when(record: ForecastRecord, place: number, horizon: number): string {
  const { time } = record.options;
  return isDated(time) && Number.isFinite(place) ? placeText(time, place) : ahead(horizon);
}
