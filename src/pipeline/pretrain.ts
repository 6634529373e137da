import type { Plausibility } from "../input/plausibility.ts";
import type { RowSource } from "../input/row_source.ts";
import type { SeriesLayout } from "../series/layout.ts";
import { Engine } from "./engine.ts";
import type { RunModel } from "./run_model.ts";

/**
 * Warm start: the networks learn from a history, `epochs` times over, before the stream begins. Nothing is
 * forecast for the outside or scored; the series of the history are forgotten, and with them what belongs to
 * one series (scales, hidden states, the linear model): only the networks' weights and their optimizers go
 * on.
 *
 * @param open the history from its beginning; the reader is closed
 * @param plausibility what readings are possible; undefined: all
 * @returns rows learned from, all epochs together
 */
export async function pretrain(
  open: () => Promise<RowSource>,
  epochs: number,
  layout: SeriesLayout,
  models: readonly RunModel[],
  plausibility?: Plausibility,
): Promise<number> {
  const forecasters = models.flatMap((model) => "forecaster" in model ? [model.forecaster] : []);
  let rows = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const reader = await open();
    const engine = new Engine(layoutOf(layout), forecasters);
    while (await reader.fill()) {
      while (reader.next()) {
        const { row } = reader;
        plausibility?.apply(row);
        engine.accept(row, reader.seriesKeys);
        rows++;
      }
    }
    engine.learn();
    engine.close();
    await reader.close();
  }
  return rows;
}

/**
 * In the stream seasons are not known from its first row on, so that none may be found here: what is learned
 * would not fit.
 */
function layoutOf(layout: SeriesLayout): SeriesLayout {
  return layout.period === "auto" ? { ...layout, period: [] } : layout;
}
