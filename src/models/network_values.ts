import type { Floats } from "../kernels/kernels.ts";
import type { Series } from "../series/series.ts";

/**
 * Writes the forecasts (targets, horizons) from a series' newest row that a network's outputs at `y` mean.
 */
export function toValues(
  { networkLabels, layout: { horizons } }: Series,
  memory: Floats,
  y: number,
  forecast: Float64Array,
): void {
  let slot = 0;
  for (let k = 0; slot < forecast.length; k++) {
    for (let h = 0; h < horizons.length; h++, slot++) {
      forecast[slot] = networkLabels.toValue(k, h, memory[y + slot]);
    }
  }
}
