import type { Score } from "../evaluation/metrics.ts";
import { aheadOf, nextOf } from "./ahead.ts";
import { type ForecastRecord, PANELS } from "./forecast_record.ts";
import { modelLooks } from "./model_looks.ts";
import { newestOf } from "./newest_figure.ts";
import { digits } from "./number_text.ts";
import type { Panel } from "./page_parts.ts";
import { ranking } from "./ranking.ts";
import { timeAxis } from "./run_time.ts";

/** Rows that a panel shows. */
const ROWS = 60;

/** A small picture of each series and target that is drawn: none where the large ones have them all. */
export function seriesPanels(record: ForecastRecord, scores: readonly Score[]): Panel[] {
  const { options: { models, kinds, targets, horizons, time } } = record;
  const drawn = record.series.filter((it) => it?.trace !== undefined).map((it) => it!);
  if (drawn.length < 2 && targets.length <= record.targets.length) return [];
  const looks = modelLooks(kinds);
  const panels = drawn.flatMap((series) =>
    targets.map((target, k) => {
      const [best] = ranking(scores, models, target, horizons[0]);
      const { actual, lines: [forecast], band } = newestOf(record, series, k, [best]);
      const ahead = aheadOf(record.options, series, k, best);
      const [next] = nextOf(record.options, series, k, best);
      const shown = actual.slice(-ROWS);
      const told = Number.isFinite(next.forecast)
        ? `next ${digits(next.forecast)}` +
          (next.lower < next.upper ? ` (${digits(next.lower)} to ${digits(next.upper)})` : "")
        : "no forecast yet";
      return {
        title: [series.newest.name, ...(targets.length > 1 || series.newest.name === "" ? [target] : [])]
          .filter((part) => part !== "").join(", "),
        note: `${told}, ${models[best]}`,
        time: timeAxis(time, [...shown, ...ahead.points].map(([place]) => place), "series"),
        actual: shown,
        forecast: forecast.slice(-ROWS),
        next: ahead.points,
        bands: [band.slice(-ROWS), ...ahead.bands.slice(0, 1)],
        colour: looks[best].colour,
      };
    })
  );
  return panels.slice(0, PANELS);
}
