/**
 * Foretide as a library: streaming time-series forecasters that learn as the rows arrive. The command line is one user of
 * what stands here; `src/README.md` is the map of it.
 *
 * An LSTM that learns a wave, row by row, and is asked for the next value each time:
 *
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { Engine, loadKernels, type ModelEntry, MODELS, readOptions, seriesLayout } from "@foretide/foretide";
 *
 * const layout = seriesLayout({
 *   targets: ["level"],
 *   features: [],
 *   horizons: [1],
 *   timeKind: "row",
 *   calendar: [],
 *   transform: "diff",
 * });
 * const entry = MODELS.lstm as ModelEntry;
 * const options = readOptions("lstm", entry.options, new Map([["hidden", "16"]]));
 * const lstm = entry.create("lstm", options, { layout, seed: 1, kernels: await loadKernels() });
 *
 * const engine = new Engine(layout, [lstm]);
 * const forecast = new Float64Array(1); // (models, targets, horizons)
 * let error = 0;
 * let naiveError = 0;
 * for (let row = 0; row < 2000; row++) {
 *   const level = Math.sin(row / 5);
 *   if (row >= 1000) {
 *     error += (level - forecast[0]) ** 2; // of the forecast that was made a row ago
 *     naiveError += (level - Math.sin((row - 1) / 5)) ** 2;
 *   }
 *   engine.accept({ series: 0, time: row, offset: 0, values: Float64Array.of(level) }, ["harbour"]);
 *   engine.forecast();
 *   engine.read(0, forecast);
 *   engine.learn();
 * }
 * assertLess(error, 0.01 * naiveError);
 * ```
 *
 * @module
 */

export { type Archive, MemoryArchive, type Persistent } from "./base/archive.ts";
export { RunError, UsageError } from "./base/errors.ts";
export {
  type ChoiceOption,
  type NumberOption,
  type OptionTable,
  type OptionValues,
  readOptions,
} from "./base/options.ts";
export { Random } from "./base/random.ts";
export { type ReaderOptions, RowReader } from "./input/row_reader.ts";
export { KnownAhead } from "./input/known_ahead.ts";
export type { RowSource } from "./input/row_source.ts";
export { openBytes } from "./input/byte_source.ts";
export type { ColumnRoles, Row, TimeKind } from "./input/row.ts";
export { type SeriesLayout, seriesLayout } from "./series/layout.ts";
export { type Lookback, Series } from "./series/series.ts";
export type { CellTwin, Kernels } from "./kernels/kernels.ts";
export { createReference } from "./kernels/reference.ts";
export { loadKernels } from "./kernels/wasm.ts";
export type { Cell, Step } from "./nn/cells/cell.ts";
export { type CellName, CELLS } from "./nn/cells/registry.ts";
export type { Feed } from "./nn/decoder.ts";
export { EncoderDecoder, type EncoderDecoderSizes } from "./nn/encoder_decoder.ts";
export { type Loss, LOSSES } from "./nn/losses.ts";
export { MlpNetwork, type MlpSizes } from "./nn/mlp_network.ts";
export { Optimizer } from "./nn/optimizer.ts";
export { Parameters, type Tensor } from "./nn/parameters.ts";
export { RecurrentNetwork, type RecurrentSizes } from "./nn/recurrent_network.ts";
export { WindowNetwork, type WindowSizes } from "./nn/window_network.ts";
export type { CombinationEntry, ModelEntry } from "./models/entry.ts";
export { Ensemble } from "./models/ensemble.ts";
export type { Forecaster, ModelContext, Track } from "./models/forecaster.ts";
export { type ModelSpec, parseModelList } from "./models/model_list.ts";
export { MODELS } from "./models/registry.ts";
export { Evaluation, type EvaluationOptions } from "./evaluation/evaluation.ts";
export type { Metric } from "./evaluation/metric.ts";
export { type MetricName, METRICS, type Score } from "./evaluation/metrics.ts";
export { type IntervalOptions, Intervals } from "./intervals/intervals.ts";
export type { ByteSink } from "./output/byte_sink.ts";
export type { ForecastColumns, ForecastSink, RowForecasts, TimeText } from "./output/forecast_sink.ts";
export { ForecastWriter, type ForecastWriterOptions } from "./output/forecast_writer.ts";
export { scoreTable } from "./output/score_table.ts";
export { conclusions } from "./output/conclusions.ts";
export { Engine } from "./pipeline/engine.ts";
export { Pipeline, type PipelineParts, type RunModel } from "./pipeline/pipeline.ts";
