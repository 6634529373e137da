import type { Archive, Persistent } from "../base/archive.ts";
import type { Series } from "../series/series.ts";

/** Errors that are kept. */
const CAPACITY = 512;

/**
 * The newest one-step errors of one model, in all series: the scaled change that came less the one that was
 * forecast, for all targets together, so that what goes wrong together is drawn together. From them
 * `generate` draws what may come.
 *
 * Rows in which a target or its forecast is missing are left out. Memory: 512 · targets floats. Cost of
 * `add`: O(targets).
 *
 * Source: residual bootstrap, Efron & Tibshirani 1993, §8.5; of a time series, with its own recursion: Thombs
 * & Schucany 1990.
 */
export class Residuals implements Persistent {
  /** Errors kept. */
  count = 0;
  private readonly errors: Float32Array; // (CAPACITY, targets), a ring
  private next = 0;

  /** None yet. @param targets columns that are forecast */
  constructor(private readonly targets: number) {
    this.errors = new Float32Array(CAPACITY * targets);
  }

  /**
   * A series is about to get its next row. To be called before it is appended.
   *
   * @param forecast (targets, horizons), original units, of which horizon number `horizon` is one row ahead
   * @param actuals (targets …), original units, NaN = missing
   */
  add(series: Series, horizon: number, forecast: Float64Array, actuals: Float64Array): void {
    const { targets, errors } = this;
    const horizons = series.layout.horizons.length;
    const at = this.next * targets;
    for (let k = 0; k < targets; k++) {
      const said = forecast[k * horizons + horizon];
      if (actuals[k] !== actuals[k] || said !== said) return;
      errors[at + k] = series.toScaled(k, horizon, actuals[k]) - series.toScaled(k, horizon, said);
    }
    this.next = (this.next + 1) % CAPACITY;
    this.count = Math.min(CAPACITY, this.count + 1);
  }

  /** The scaled error of a target in the `i`-th of the errors kept, in no order that means anything. */
  at(i: number, target: number): number {
    return this.errors[i * this.targets + target];
  }

  /** The errors kept, and where the next one goes. */
  persist(archive: Archive): void {
    this.count = archive.number("count", this.count);
    this.next = archive.number("next", this.next);
    archive.array("errors", this.errors);
  }
}
