/**
 * The models of the comparison, and how to bring one of one's own. This one goes on as from the value before
 * to the last:
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createForecaster } from "@foretide/foretide";
 * import { localForecaster, type ModelEntry } from "@foretide/foretide/models";
 *
 * const line: ModelEntry = { kind: "local", summary: "a line", reference: "Euclid", options: {}, create };
 * function create(name: string, _options: object, { layout }: Parameters<ModelEntry["create"]>[2]) {
 *   return localForecaster(name, { rows: 0, values: 1 }, ({ last }) => {
 *     const forecast = new Float64Array(layout.labelCount); // (targets, horizons), here of one target
 *     let [before, now] = [NaN, NaN];
 *     const observe = () => {
 *       [before, now] = [now, last[0]];
 *       layout.horizons.forEach((horizon, i) => forecast[i] = now + horizon * (now - before));
 *     };
 *     return { forecast, observe, persist: (archive) => void (before = archive.number("before", before)) };
 *   });
 * }
 * const forecaster = createForecaster({ models: "line,naive", ownModels: { line }, warmup: 10 });
 * for (let row = 0; row < 100; row++) forecaster.observe({ y: 3 * row });
 * assertEquals(forecaster.scores().map(({ model, mae }) => [model, mae]), [["line", 0], ["naive", 3]]);
 * ```
 *
 * @module
 */

export type { Archive, NamedTensor, Persistent } from "./base/archive.ts";
export type {
  ChoiceOption,
  NumberOption,
  Option,
  OptionNotes,
  OptionTable,
  OptionValues,
  TextOption,
} from "./base/options.ts";
export type { CellTwin, Kernels } from "./kernels/kernels.ts";
export type { EntryOf, ModelEntry } from "./models/entry.ts";
export type { Attention, Forecaster, ModelContext, Track } from "./models/forecaster.ts";
export { localForecaster, type LocalTrack } from "./models/local_forecaster.ts";
export { naive } from "./models/naive.ts";
export type { History } from "./series/history.ts";
export type { SeriesLayout } from "./series/layout.ts";
export type { Lookback } from "./series/lookback.ts";
export type { Series } from "./series/series.ts";
