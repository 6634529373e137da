import type { Plausibility } from "../input/plausibility.ts";
import type { RowSource } from "../input/row_source.ts";
import type { SeriesLayout } from "../series/layout.ts";
import { Engine } from "./engine.ts";
import type { RunModel } from "./pipeline.ts";

/**
 * Warm start: the networks learn from a history, `epochs` times over, before the stream begins. Nothing is forecast for
 * the outside or scored; the series of the history are forgotten, and with them what belongs to one series (scales,
 * hidden states, the linear model): only the networks' weights and their optimizers go on.
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
    const engine = new Engine(layout, forecasters);
    const learn = () => {
      engine.forecast();
      engine.learn();
    };
    let known = 0;
    while (await reader.fill()) {
      while (reader.next()) {
        const { row } = reader;
        plausibility?.apply(row);
        while (known < reader.seriesKeys.length) engine.open(reader.seriesKeys[known++]);
        if (engine.closes(row.series)) learn();
        engine.append(row.series, row.values, row.time, row.time + 60_000 * row.offset);
        rows++;
      }
    }
    learn();
    engine.close();
    await reader.close();
  }
  return rows;
}
