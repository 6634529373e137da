import type { Drift } from "../../../drift/drift.ts";
import type { AlertRule } from "../../../alerts/rule.ts";
import type { OnAnswered } from "../../../evaluation/answered_row.ts";
import type { Score } from "../../../evaluation/metrics.ts";
import { emptied, fillOutput, openOutput } from "../../../output/output_file.ts";
import type { StreamEvent } from "../../../output/event_writer.ts";
import type { RunModel } from "../../../pipeline/run_model.ts";
import type { ForecastFacts } from "../../../report/forecast_page.ts";
import type { RecordOptions } from "../../../report/forecast_record.ts";
import { attentionMaps } from "./attention_maps.ts";

/** The page of a run: it is opened at the beginning, so that a file that can't be written is told at once. */
export interface ForecastReport {
  /** All rows so far have been answered. */
  readonly cohort: () => void;
  readonly answered: OnAnswered;
  readonly tell: (event: StreamEvent) => void;
  /** The run begins, or goes on, after so many rows: the page of an earlier one goes. */
  begin(rows: number, drift: Drift | undefined): void;
  /** Draws the page, writes it and closes the file. */
  write(scores: readonly Score[], facts: Omit<ForecastFacts, "attention">): Promise<void>;
}

/**
 * What the page will show is remembered as it comes. Nothing of the drawing is loaded before it is needed.
 *
 * @throws {RunError} if the file can't be opened
 */
export async function openForecastReport(
  path: string | undefined,
  options: RecordOptions,
  rules: readonly AlertRule[],
  models: readonly RunModel[],
): Promise<ForecastReport | undefined> {
  if (path === undefined) return undefined;
  const file = await openOutput(path);
  const [{ ForecastRecord }, { DriftRecord }, { AlertRecord }] = await Promise.all([
    import("../../../report/forecast_record.ts"),
    import("../../../report/drift_record.ts"),
    import("../../../report/alert_record.ts"),
  ]);
  const ensembles = models.flatMap((model) => "ensemble" in model ? [model.ensemble] : []);
  const record = new ForecastRecord(options, ensembles);
  const alerts = rules.length === 0 ? undefined : new AlertRecord(rules, options);
  record.alerts = alerts;
  return {
    cohort: () => record.sampleWeights(),
    answered: alerts === undefined ? record.take : (row) => {
      record.take(row);
      alerts.take(row, record.series[row.series]!);
    },
    tell: (event) => alerts?.tell(event),
    begin(rows, drift) {
      emptied(file);
      record.start = rows;
      if (drift !== undefined) record.drift = new DriftRecord(drift, rows);
    },
    async write(scores, facts) {
      const { forecastPage } = await import("../../../report/forecast_page.ts");
      const attention = attentionMaps(models);
      fillOutput(file, path, forecastPage(record, scores, { ...facts, attention }));
    },
  };
}
