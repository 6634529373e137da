import { packed } from "../base/packed.ts";
import type { ModelEntry } from "./entry.ts";
import { localForecaster } from "./local_forecaster.ts";

/**
 * The last value, repeated: ŷ_{t+h} = y_t. What every other model has to beat. While a target has not had a
 * value yet its forecast is NaN. Cost per row: O(targets · horizons).
 */
export const naive: ModelEntry<Record<never, never>> = {
  kind: "local",
  summary: "repeats the last value",
  reference: "Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.2",
  options: {},
  create: (name, _options, { layout }) =>
    localForecaster(name, { rows: 0, values: 1 }, (series) => {
      const horizons = layout.horizons.length;
      const forecast = packed(Float64Array, layout.labelCount).fill(NaN);
      return {
        forecast,
        observe() {
          for (let i = 0; i < forecast.length; i++) forecast[i] = series.last[Math.floor(i / horizons)];
        },
        persist() {}, // the series keeps its last values
      };
    }),
};
