/**
 * The parts that rows go through, for those who connect them otherwise: an engine of series and models, the evaluation and
 * the intervals around their forecasts.
 *
 * An engine alone, fed and asked by hand:
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadKernels } from "@foretide/foretide/nn";
 * import { type ModelEntry, MODELS } from "@foretide/foretide/models";
 * import { Engine, seriesLayout } from "@foretide/foretide/pipeline";
 *
 * const layout = seriesLayout({
 *   ...{ targets: ["y"], features: [], horizons: [1, 2], timeKind: "row", calendar: [], transform: "diff" },
 * });
 * const entry = MODELS.naive as ModelEntry;
 * const naive = entry.create("naive", {}, { layout, seed: 1, kernels: await loadKernels() });
 * const engine = new Engine(layout, [naive]);
 * engine.accept({ series: 0, time: 1, offset: 0, values: Float64Array.of(7) }, ["harbour"]);
 * engine.forecast();
 * const forecasts = new Float64Array(2); // (models, targets, horizons)
 * engine.read(0, forecasts);
 * engine.learn();
 * assertEquals([...forecasts], [7, 7]);
 * ```
 *
 * @module
 */

export { Engine, type EngineListener, type EngineRow } from "./pipeline/engine.ts";
export { Pipeline, type PipelineParts, type RunModel } from "./pipeline/pipeline.ts";
export { Evaluation, type EvaluationOptions } from "./evaluation/evaluation.ts";
export { type IntervalOptions, Intervals } from "./intervals/intervals.ts";
export type { ForecastSink, RowForecasts, TimeText } from "./output/forecast_sink.ts";
export { type SeriesLayout, seriesLayout } from "./series/layout.ts";
