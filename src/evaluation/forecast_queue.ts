import type { Archive, Persistent } from "../base/archive.ts";

/**
 * The forecasts of one series that wait for the row they speak of: for each horizon h a ring of h origins.
 *
 * A slot belongs to one origin, horizon and target. It begins with the last value seen at that origin (what the naive
 * forecast says); then come forecast, lower and upper of each model. The slot that row r settles, issued at row r − h,
 * is the one that row r's own forecast takes over: r and r − h are the same modulo h.
 *
 * Memory: (Σ horizons) · targets · (1 + 3 · models) float64. Cost of a row: one copy of its forecasts.
 */
export class ForecastQueue implements Persistent {
  /** All slots. NaN where nothing is known. */
  readonly values: Float64Array;
  private readonly ringStart: readonly number[];
  private readonly slotLength: number;

  /** @param horizons steps ahead, ascending */
  constructor(
    private readonly models: number,
    private readonly targets: number,
    private readonly horizons: readonly number[],
  ) {
    this.slotLength = 1 + 3 * models;
    let length = 0;
    this.ringStart = horizons.map((horizon) => {
      const start = length;
      length += horizon * targets * this.slotLength;
      return start;
    });
    this.values = new Float64Array(length).fill(NaN);
  }

  /** Where in `values` the slot stands that `row` settles and then takes over. */
  slot(row: number, target: number, horizon: number): number {
    const origin = row % this.horizons[horizon];
    return this.ringStart[horizon] + (origin * this.targets + target) * this.slotLength;
  }

  /** Files what was forecast at `row`; shapes (targets) and (models, targets, horizons). */
  file(
    row: number,
    lastSeen: Float64Array,
    forecasts: Float64Array,
    lower: Float64Array,
    upper: Float64Array,
  ): void {
    const { values, models, targets, horizons } = this;
    for (let k = 0; k < horizons.length; k++) {
      for (let target = 0; target < targets; target++) {
        let at = this.slot(row, target, k);
        values[at++] = lastSeen[target];
        for (let model = 0; model < models; model++) {
          const from = (model * targets + target) * horizons.length + k;
          values[at++] = forecasts[from];
          values[at++] = lower[from];
          values[at++] = upper[from];
        }
      }
    }
  }

  persist(archive: Archive): void {
    archive.array("values", this.values);
  }
}
