import type { Archive, Persistent } from "../base/archive.ts";

/**
 * Averages the forecasts of all windows that forecast the same row: the window that ended j rows ago forecast
 * today's h-step target as its (h + j)-step one. A window takes part where h + j is one of the run's
 * horizons.
 *
 * Memory: one forecast for each row up to the farthest horizon. Cost: O(targets · horizons²).
 */
export class OverlapMean implements Persistent {
  private readonly past: Float64Array; // (farthest, targets, horizons), a ring by row
  private readonly farthest: number;
  private rows = 0;

  constructor(private readonly targets: number, private readonly horizons: readonly number[]) {
    this.farthest = horizons[horizons.length - 1];
    this.past = new Float64Array(this.farthest * targets * horizons.length).fill(NaN);
  }

  /** Files the newest window's forecast (targets, horizons) and replaces it by the mean. */
  combine(forecast: Float64Array): void {
    const { past, farthest, horizons, targets } = this;
    const width = forecast.length;
    const now = this.rows++;
    past.set(forecast, (now % farthest) * width);
    for (let k = 0; k < targets; k++) {
      for (let h = 0; h < horizons.length; h++) {
        let sum = 0;
        let count = 0;
        for (let g = h; g < horizons.length; g++) {
          const age = horizons[g] - horizons[h];
          if (age > now || age >= farthest) break;
          const value = past[((now - age) % farthest) * width + k * horizons.length + g];
          if (value !== value) continue;
          sum += value;
          count++;
        }
        if (count > 0) forecast[k * horizons.length + h] = sum / count;
      }
    }
  }

  persist(archive: Archive): void {
    archive.array("past", this.past);
    this.rows = archive.number("rows", this.rows);
  }
}
