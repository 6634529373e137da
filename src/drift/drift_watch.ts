import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { History } from "../series/history.ts";
import { ErrorWatch } from "./error_watch.ts";
import { type DetectorName, DETECTORS } from "./registry.ts";
import { VolatilityRatio } from "./volatility_ratio.ts";

/** What a watch needs to know of the run. */
export interface DriftOptions {
  /** Names of the models, in the order of the forecasts. */
  readonly models: readonly string[];
  readonly targets: readonly string[];
  /** Steps ahead, ascending; the first is watched. */
  readonly horizons: readonly number[];
  readonly detectors: readonly DetectorName[];
}

/**
 * An alarm: which model's errors on which target, and which detector saw it, as numbers into `DriftOptions`.
 */
export interface DriftAlarm {
  readonly model: number;
  readonly target: number;
  readonly detector: number;
}

/**
 * Watches the errors of all models on one series, at the first horizon, each target by itself: one patient's
 * change concerns no other, and among the errors of a thousand series it would not be found.
 *
 * Per row: `settle`, then `issue`. Memory: models · targets · (the detectors', and a number per row of the
 * first horizon). No allocation but for an alarm.
 */
export class DriftWatch implements Persistent {
  /**
   * Of the rows that wait for their actual values: forecasts (models, targets), then last values (targets).
   */
  private readonly pending: History<Float64Array>;
  private readonly watches: readonly ErrorWatch[]; // (models, targets)
  private readonly volatility: readonly VolatilityRatio[]; // (targets)
  private readonly present: Float64Array; // scratch (targets): how volatile they are now
  private readonly alarms: DriftAlarm[] = [];

  constructor(private readonly options: DriftOptions) {
    const { models, targets, horizons, detectors } = options;
    this.pending = History.float64((models.length + 1) * targets.length, horizons[0]);
    this.watches = models.flatMap(() =>
      targets.map(() => new ErrorWatch(detectors.map((name) => DETECTORS[name]), horizons[0]))
    );
    this.volatility = targets.map(() => new VolatilityRatio());
    this.present = packed(Float64Array, targets.length);
  }

  /**
   * The newest row's actual values (targets) have come, NaN where missing. Returns the alarms they raise, in
   * the order of the models; good until the next call.
   */
  settle(actuals: Float64Array): readonly DriftAlarm[] {
    const { pending, watches, volatility, alarms, options: { horizons } } = this;
    const targets = actuals.length;
    alarms.length = 0;
    if (pending.count < horizons[0]) return alarms;
    const row = pending.at(horizons[0] - 1);
    for (let target = 0; target < targets; target++) this.present[target] = volatility[target].value;
    for (let i = 0; i < watches.length; i++) {
      const target = i % targets;
      const error = actuals[target] - pending.data[row + i];
      if (!Number.isFinite(error)) continue;
      const detector = watches[i].update(error, this.present[target]);
      if (detector >= 0) alarms.push({ model: Math.floor(i / targets), target, detector });
    }
    for (let target = 0; target < targets; target++) {
      const move = actuals[target] - pending.data[row + watches.length + target];
      if (Number.isFinite(move)) volatility[target].update(move);
    }
    return alarms;
  }

  /**
   * Keeps what was forecast at the newest row until its row has come.
   * @param forecasts (models, targets, horizons); @param last (targets): the last values
   */
  issue(forecasts: Float64Array, last: Float64Array): void {
    const { pending, watches, options: { horizons } } = this;
    const row = pending.push();
    for (let i = 0; i < watches.length; i++) pending.data[row + i] = forecasts[i * horizons.length];
    for (let k = 0; k < last.length; k++) pending.data[row + watches.length + k] = last[k];
  }

  persist(archive: Archive): void {
    this.pending.persist(archive.within("pending"));
    this.watches.forEach((watch, i) => watch.persist(archive.within(`watch.${i}`)));
    this.volatility.forEach((it, i) => it.persist(archive.within(`restlessness.${i}`)));
  }
}
