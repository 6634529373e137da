import type { OnAnswered } from "../evaluation/answered_row.ts";
import { Evaluation, type EvaluationOptions } from "../evaluation/evaluation.ts";
import type { ColumnRoles } from "../input/row.ts";
import type { ForecastOptions } from "../options/forecast_options.ts";
import type { EventSink } from "../output/event_writer.ts";
import type { ForecastSink } from "../output/forecast_sink.ts";
import type { ForecastTimes } from "../pipeline/forecast_times.ts";
import type { RunModel } from "../pipeline/run_model.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import type { SeriesLayout, seriesLayout } from "../series/layout.ts";
import { isFrozen } from "./build_models.ts";
import { buildIntervals } from "./build_intervals.ts";
import { buildMonitor, type RunMonitor } from "./build_monitor.ts";

/**
 * What a forecaster is made from: its options, what its columns mean, its models, and what stands around it.
 */
export interface Wiring {
  readonly options: ForecastOptions;
  readonly roles: ColumnRoles;
  readonly layout: SeriesLayout;
  /** In the order of the options' models. */
  readonly models: readonly RunModel[];
  /** Takes the forecasts. */
  readonly writer: ForecastSink;
  /** Takes alerts and drift alarms. */
  readonly events: EventSink;
  /** Told of readings that are taken as missing. */
  readonly warn: (kind: string, text: string) => void;
  /** Whether a state is left from which `generate` may draw errors. */
  readonly filesResiduals: boolean;
  /** Told at the first row of every cohort, when all rows before it have been answered. */
  readonly onCohort?: (() => void) | undefined;
  /** Whether nothing is learned. @default {whether `--learning-rate` is 0} */
  readonly frozen?: boolean | undefined;
  /** Tells when forecasts are for; undefined where that is not written row by row. */
  readonly times?: ForecastTimes | undefined;
  /** Told of every row that has been answered. */
  readonly onAnswered?: OnAnswered | undefined;
}

/** The parts of a forecaster that rows go through. */
export interface ForecasterParts {
  readonly evaluation: Evaluation;
  readonly monitor: RunMonitor;
  readonly pipeline: Pipeline;
}

/** What is evaluated: of which models, targets and horizons. */
export function evaluated({ options, layout }: Pick<Wiring, "options" | "layout">): EvaluationOptions {
  const { warmup, levels } = options;
  const { targets, horizons } = layout;
  return { models: options.models.map(({ name }) => name), targets, horizons, warmup, levels };
}

/** What the series' layout is made from: plain values, so that it can be made in another thread as well. */
export function layoutOptionsOf(
  { horizons, calendar, transform, period }: ForecastOptions,
  roles: ColumnRoles,
): Parameters<typeof seriesLayout>[0] {
  return { ...roles, horizons, calendar, transform, period };
}

/**
 * Connects the parts of a forecaster: the one place where that is done, for the command line and for the
 * library.
 * @throws {UsageError} if an alert or a range speaks of what the run doesn't have
 */
export function connect(wiring: Wiring): ForecasterParts {
  const {
    options,
    roles,
    layout,
    models,
    writer,
    events,
    warn,
    filesResiduals,
    onCohort,
    onAnswered,
    times,
    frozen = isFrozen(options),
  } = wiring;
  const evaluation = new Evaluation(evaluated(wiring));
  const monitor = buildMonitor(options, roles, events, warn);
  const pipeline = new Pipeline({
    ...{ layout, models, evaluation, writer, filesResiduals, onCohort, onAnswered, times, frozen },
    intervals: buildIntervals(options, layout, models),
    ...monitor.parts,
  });
  return { evaluation, monitor, pipeline };
}
