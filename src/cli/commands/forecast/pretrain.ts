import { Plausibility } from "../../../input/plausibility.ts";
import type { ColumnRoles } from "../../../input/row.ts";
import type { Progress } from "../../../output/progress.ts";
import type { RunModel } from "../../../pipeline/run_model.ts";
import type { SeriesLayout } from "../../../series/layout.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import { rangesOf } from "../../../library/build_monitor.ts";
import { openHistory } from "./open_rows.ts";

/**
 * `--pretrain`: the networks learn from a history that has the same columns. Where there is none, it stays
 * unread.
 * @throws {UsageError | RunError} if it has others, or can't be read
 */
export async function pretrainModels(
  options: ForecastOptions,
  roles: ColumnRoles,
  layout: SeriesLayout,
  models: readonly RunModel[],
  progress: Progress,
): Promise<void> {
  const { pretrain: path, pretrainEpochs, horizons } = options;
  if (path === undefined || !models.some(isNetwork)) return; // that nothing can learn is said by `idleFlags`
  const { pretrain } = await import("../../../pipeline/pretrain.ts");
  let epoch = 0;
  /** Each line is told of once, however many epochs go through it. */
  const warn = (kind: string, line: number, reason: string) => {
    if (epoch === 1) progress.warn(`${kind} in the history`, `${path}, line ${line}: ${reason}`);
  };
  const open = () => {
    epoch++;
    return openHistory(options, path, roles, {
      onBadRow: (line, reason) => warn("bad rows", line, `${reason}, skipped`),
      onNote: warn,
    });
  };
  // Counted where rows are forecast.
  const plausibility = new Plausibility(
    rangesOf(options, roles),
    roles,
    (line, reason) => warn("impossible readings", line, `${reason}, taken as missing`),
    horizons.length,
  );
  const rows = await pretrain(open, pretrainEpochs, layout, models, plausibility);
  progress.warn("history", `learned from ${rows} rows of "${path}" before the stream`);
}

function isNetwork(model: RunModel): boolean {
  return "forecaster" in model && model.forecaster.network !== undefined;
}
