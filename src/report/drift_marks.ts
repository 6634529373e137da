import { count } from "../output/label.ts";
import type { DriftRecord } from "./drift_record.ts";
import type { Marks } from "./figure.ts";
import type { ForecastRecord } from "./forecast_record.ts";
import { modelLooks } from "./model_looks.ts";
import type { OverTime } from "./over_time.ts";
import type { PageTable } from "./page_parts.ts";

/** A lane of marks for each model whose errors on the target have drifted. */
export function driftMarks(record: ForecastRecord, k: number, over: OverTime): Marks[] {
  const { drift, start, options: { models, kinds, targets } } = record;
  if (drift === undefined) return [];
  const looks = modelLooks(kinds);
  return models.flatMap((model, m) => {
    const line = m * targets.length + k;
    const alarms = drift.counts[line];
    if (alarms === 0) return [];
    const name = `${count(alarms)} drift ${alarms === 1 ? "alarm" : "alarms"} of ${model}`;
    const at = drift.places(line).map((row) => over.placeOf(row - start)).filter(Number.isFinite);
    return [{ name, colour: looks[m].colour, at }];
  });
}

/** The first and the last alarms. @param series names of the series */
export function alarmsTable({ alarms, first, last }: DriftRecord, series: readonly string[]): PageTable {
  const left = alarms - first.length - last.length;
  const several = series.length > 1;
  const columns = ["row of the run", ...(several ? ["series"] : []), "model", "target", "detector"];
  const rows = [...first, ...last].map(({ row, series: s, model, target, detector }) => [
    count(row),
    ...(several ? [series[s]] : []),
    model,
    target,
    detector,
  ]);
  if (left > 0) rows.splice(first.length, 0, ["…", ...columns.slice(1).map(() => "")]);
  return {
    caption: alarms === first.length ? "All drift alarms" : `${count(alarms)} drift alarms` +
      (left > 0 ? `: the first ${first.length} and the last ${last.length}` : ""),
    columns,
    rows,
  };
}
