import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/**
 * The forecasts of one series that wait for the row they speak of: for each horizon h a ring of h origins.
 *
 * A slot belongs to one origin, horizon and target. It begins with the last value seen at that origin (what
 * the naive forecast says); then come each model's forecast and the lower and upper end of its interval at
 * each level. The slot that row r settles, issued at row r − h, is the one that row r's own forecast takes
 * over: r and r − h are the same modulo h.
 *
 * Memory: (Σ horizons) · targets · (1 + models · (1 + 2 · levels)) float64. Cost of a row: one copy of its
 * forecasts.
 */
export class ForecastQueue implements Persistent {
  /** All slots. NaN where nothing is known. */
  readonly values: Float64Array;
  private readonly ringStart: readonly number[];
  private readonly slotLength: number;
  private readonly modelLength: number;

  /** @param horizons steps ahead, ascending; @param levels how many intervals a forecast has */
  constructor(
    private readonly models: number,
    private readonly targets: number,
    private readonly horizons: readonly number[],
    private readonly levels = 1,
  ) {
    this.modelLength = 1 + 2 * levels;
    this.slotLength = 1 + models * this.modelLength;
    let length = 0;
    this.ringStart = horizons.map((horizon) => {
      const start = length;
      length += horizon * targets * this.slotLength;
      return start;
    });
    this.values = packed(Float64Array, length).fill(NaN);
  }

  /** Where in `values` the slot stands that `row` settles and then takes over. */
  slot(row: number, target: number, horizon: number): number {
    const origin = row % this.horizons[horizon];
    return this.ringStart[horizon] + (origin * this.targets + target) * this.slotLength;
  }

  /** Where in a slot a model's forecast stands; behind it lower and upper of each level. */
  at(slot: number, model: number): number {
    return slot + 1 + model * this.modelLength;
  }

  /**
   * Files what was forecast at `row`; shapes (targets), (models, targets, horizons), twice (models, targets,
   * horizons, levels).
   */
  file(
    row: number,
    lastSeen: Float64Array,
    forecasts: Float64Array,
    lower: Float64Array,
    upper: Float64Array,
  ): void {
    const { values, models, targets, horizons, levels } = this;
    for (let k = 0; k < horizons.length; k++) {
      for (let target = 0; target < targets; target++) {
        let at = this.slot(row, target, k);
        values[at++] = lastSeen[target];
        for (let model = 0; model < models; model++) {
          const from = (model * targets + target) * horizons.length + k;
          values[at++] = forecasts[from];
          for (let end = from * levels; end < (from + 1) * levels; end++) {
            values[at++] = lower[end];
            values[at++] = upper[end];
          }
        }
      }
    }
  }

  persist(archive: Archive): void {
    archive.array("values", this.values);
  }
}
