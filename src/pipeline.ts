/**
 * The parts that rows go through, for those who connect them otherwise: an engine of series and models.
 *
 * An engine alone, fed and asked by hand:
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadKernels } from "@foretide/foretide/nn";
 * import { naive } from "@foretide/foretide/models";
 * import { Engine, seriesLayout } from "@foretide/foretide/pipeline";
 *
 * const layout = seriesLayout({
 *   ...{ targets: ["y"], features: [], horizons: [1, 2], timeKind: "row", calendar: [], transform: "diff" },
 * });
 * const model = naive.create("naive", {}, { layout, seed: 1, kernels: await loadKernels() });
 * const engine = new Engine(layout, [model]);
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
export type { Residuals } from "./generate/residuals.ts";
export type { Row, TimeKind } from "./input/row.ts";
export type { TextCells } from "./input/text_cells.ts";
export type { CalendarCycle } from "./series/calendar.ts";
export { type LayoutOptions, type SeriesLayout, seriesLayout } from "./series/layout.ts";
export type { Transform } from "./series/transform.ts";
export type { SeasonChoice } from "./series/season_finder.ts";
