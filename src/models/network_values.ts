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
  for (let slot = 0; slot < forecast.length; slot++) {
    const k = Math.floor(slot / horizons.length);
    forecast[slot] = networkLabels.toValue(k, slot % horizons.length, memory[y + slot]);
  }
}
