/**
 * Foretide as a library: streaming forecasts from models that learn as the rows come.
 *
 * ```ts
 * import { forecast } from "@foretide/foretide";
 *
 * const rows = Array.from({ length: 200 }, (_, hour) => ({ hour, load: 50 + 10 * Math.sin(hour / 4) }));
 * for await (const f of forecast(rows, { time: "hour", target: "load", horizon: [1, 5], models: "lstm,ar,naive" })) {
 *   if (f.model === "ar" && f.time === 199) console.log(`${f.horizon} ahead: ${f.value} in ${f.lower} … ${f.upper}`);
 * }
 * ```
 *
 * Row by row, with scores, saved and restored:
 *
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { createForecaster, restoreForecaster } from "@foretide/foretide";
 *
 * const load = (hour: number) => 50 + 10 * Math.sin(hour / 4);
 * const forecaster = createForecaster({ target: "load", models: "lstm(hidden=8),ar,naive,ensemble", warmup: 50 });
 * for (let hour = 0; hour < 300; hour++) forecaster.observe({ hour, load: load(hour) });
 *
 * const [best] = forecaster.scores().sort((a, b) => a.mse - b.mse);
 * assert(best.skill > 0.9, `${best.model} beats the naive forecast`);
 *
 * const later = restoreForecaster(forecaster.save()); // in another process, on another day
 * assertEquals(later.forecast(), forecaster.forecast());
 * assertEquals(later.observe({ hour: 300, load: 50 }), forecaster.observe({ hour: 300, load: 50 }));
 * ```
 *
 * The same rows and options give the numbers of the command `foretide`, to the bit. Beneath: `./models` (a
 * model of one's own in the comparison), `./nn` (cells and networks alone), `./pipeline` (the parts that rows
 * go through).
 *
 * @module
 */

export { RunError, UsageError } from "./base/errors.ts";
export type { OptionTable, OptionValues } from "./base/options.ts";
export { forecast } from "./library/forecast.ts";
export type { Forecast, Interval } from "./library/forecast_collector.ts";
export { createForecaster, type Hooks, restoreForecaster } from "./library/forecaster.ts";
export type { StreamForecaster } from "./library/stream_forecaster.ts";
export type { Columns, ForecasterOptions } from "./library/forecaster_options.ts";
export type { ObjectRow } from "./input/object_records.ts";
export type { IntervalMetricName, LevelScore } from "./evaluation/interval_metrics.ts";
export type { PitBin } from "./evaluation/interval_tallies.ts";
export type { MetricName, Score } from "./evaluation/metrics.ts";
export type { StreamEvent } from "./output/event_writer.ts";
