import { alertWords } from "../alerts/alert_words.ts";
import { Alerts } from "../alerts/alerts.ts";
import { checkRules } from "../alerts/check_rules.ts";
import { Drift } from "../drift/drift.ts";
import { driftWords } from "../drift/drift_words.ts";
import { type DetectorName, DETECTORS } from "../drift/registry.ts";
import { Plausibility, type PlausibleRange } from "../input/plausibility.ts";
import type { ColumnRoles } from "../input/row.ts";
import type { EventSink } from "../output/event_writer.ts";
import type { RunFacts } from "../output/summary.ts";
import type { PipelineParts } from "../pipeline/pipeline.ts";
import { transformsOf } from "../series/transform.ts";
import type { ForecastOptions } from "../options/forecast_options.ts";

/** What a run watches for beside forecasting, and what is to be said of that when it ends. */
export interface RunMonitor {
  readonly parts: Pick<PipelineParts, "drift" | "alerts" | "events" | "plausibility" | "onSeason">;
  /** For the summary. */
  facts(): Pick<RunFacts, "impossible" | "drift" | "alerts">;
  words(): string[];
}

/**
 * `--drift`, `--alert`, `--valid`.
 *
 * @param events takes alerts and drift alarms
 * @param warn told of readings that are taken as missing
 * @throws {UsageError} if an alert or a range speaks of what the run doesn't have
 */
export function buildMonitor(
  options: ForecastOptions,
  roles: ColumnRoles,
  events: EventSink,
  warn: (kind: string, text: string) => void,
): RunMonitor {
  const models = options.models.map(({ name }) => name);
  const { targets, timeKind } = roles;
  const { horizons } = options;
  const isTimed = hasDates(timeKind);
  const usualModel = (options.models.find(({ kind }) => kind === "ensemble") ?? options.models[0]).name;
  const run = { models, usualModel, targets, horizons, isTimed };
  const rules = checkRules(options.alerts, run);

  const detectors = detectorsOf(options.drift);
  const drift = detectors.length === 0 ? undefined : new Drift({ models, targets, horizons, detectors });
  const alerts = rules.length === 0 ? undefined : new Alerts(rules, run);
  const ranges = rangesOf(options, roles);
  const plausibility = ranges.length === 0
    ? undefined
    : new Plausibility(ranges, roles, (line, reason) =>
      warn("impossible readings", `line ${line}: ${reason}, taken as missing`), horizons.length);
  const impossible = () =>
    (plausibility?.report() ?? []).filter(({ count }, i) => i < options.valid.length || count > 0);
  return {
    parts: {
      ...{ drift, alerts, events, plausibility },
      onSeason: (words) => warn("seasons found", words),
    },
    facts: () => ({
      ...(impossible().length > 0 && { impossible: impossible() }),
      ...(drift && { drift: drift.report() }),
      ...(alerts && { alerts: alerts.report() }),
    }),
    words: () => [
      ...impossible().map(({ column, count }) => `Impossible readings of ${column}: ${count}.`),
      ...driftWords(drift?.report() ?? []),
      ...alertWords(alerts?.report() ?? []),
    ],
  };
}

/** Whether times of this kind are points in time, and no numbers. */
export function hasDates(kind: ColumnRoles["timeKind"]): boolean {
  return kind === "date" || kind === "date-time";
}

/** What readings are possible: by `--valid`, and for the transforms. */
export function rangesOf({ valid, transform }: ForecastOptions, roles: ColumnRoles): PlausibleRange[] {
  return [...valid, ...positiveRanges(transform, [...roles.targets, ...roles.features])];
}

/** What has no logarithm has no log return either. */
function positiveRanges(transform: string, columns: readonly string[]): PlausibleRange[] {
  const transforms = transformsOf(transform, columns);
  return columns.filter((_, c) => transforms[c] === "log-return").map((column) => ({
    column,
    low: Number.MIN_VALUE,
    high: Infinity,
    why: "has no logarithm (--transform diff forecasts it)",
  }));
}

function detectorsOf(kind: ForecastOptions["drift"]): DetectorName[] {
  if (kind === "none") return [];
  return kind === "both" ? Object.keys(DETECTORS) as DetectorName[] : [kind];
}
