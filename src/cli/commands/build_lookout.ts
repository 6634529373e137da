import { alertWords } from "../../alerts/alert_words.ts";
import { Alerts } from "../../alerts/alerts.ts";
import { checkRules } from "../../alerts/check_rules.ts";
import { Drift } from "../../drift/drift.ts";
import { driftWords } from "../../drift/drift_words.ts";
import { type DetectorName, DETECTORS } from "../../drift/registry.ts";
import { Plausibility } from "../../input/plausibility.ts";
import type { ColumnRoles } from "../../input/row.ts";
import { EventLines } from "../../output/event_lines.ts";
import { EventWriter } from "../../output/event_writer.ts";
import type { Progress } from "../../output/progress.ts";
import type { RunFacts } from "../../output/summary.ts";
import type { PipelineParts } from "../../pipeline/pipeline.ts";
import type { ForecastOptions } from "../forecast_options.ts";

/** What a run looks out for, and what is to be said of that when it ends. */
export interface RunLookout {
  readonly parts: Pick<PipelineParts, "drift" | "alerts" | "events" | "plausibility">;
  /** For the summary. */
  facts(): Pick<RunFacts, "impossible" | "drift" | "alerts">;
  words(): string[];
}

/**
 * `--drift`, `--alert`, `--valid`, `--events`.
 *
 * @param file takes the events; undefined: alerts are told in lines for people
 * @throws {UsageError} if an alert or a range speaks of what the run doesn't have
 */
export function buildLookout(
  options: ForecastOptions,
  roles: ColumnRoles,
  file: { writeSync(bytes: Uint8Array): unknown } | undefined,
  progress: Progress,
): RunLookout {
  const models = options.models.map(({ name }) => name);
  const { targets, timeKind } = roles;
  const { horizons } = options;
  const isTimed = timeKind === "date" || timeKind === "date-time";
  const usualModel = (options.models.find(({ kind }) => kind === "ensemble") ?? options.models[0]).name;
  const run = { models, usualModel, targets, horizons, isTimed };
  const rules = checkRules(options.alerts, run);

  const detectors = detectorsOf(options.drift);
  const drift = detectors.length === 0 ? undefined : new Drift({ models, targets, horizons, detectors });
  const alerts = rules.length === 0 ? undefined : new Alerts(rules, run);
  const plausibility = options.valid.length === 0
    ? undefined
    : new Plausibility(options.valid, roles, (line, reason) =>
      progress.warn("impossible readings", `line ${line}: ${reason}, taken as missing`));
  const events = file === undefined
    ? new EventLines((line) => progress.print(line))
    : new EventWriter(file, !isTimed);
  return {
    parts: { drift, alerts, events, plausibility },
    facts: () => ({
      ...(plausibility && { impossible: plausibility.report() }),
      ...(drift && { drift: drift.report() }),
      ...(alerts && { alerts: alerts.report() }),
    }),
    words: () => [
      ...(plausibility?.report() ?? []).map(({ column, count }) =>
        `Impossible readings of ${column}: ${count}.`
      ),
      ...driftWords(drift?.report() ?? []),
      ...alertWords(alerts?.report() ?? []),
    ],
  };
}

function detectorsOf(kind: ForecastOptions["drift"]): DetectorName[] {
  if (kind === "none") return [];
  return kind === "both" ? Object.keys(DETECTORS) as DetectorName[] : [kind];
}
