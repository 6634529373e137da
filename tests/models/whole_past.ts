import { assert, assertEquals } from "@std/assert";
import type { Series } from "../../src/series/series.ts";
import { walk } from "./made_series.ts";
import type { ModelDriver } from "./model_driver.ts";

/** A forecaster once more, slowly, that keeps all rows and labels: what the real one is held against. */
export interface SlowForecaster {
  readonly optimizer: { readonly updates: number };
  /** Takes in the newest row of a series; the scaled changes (targets, horizons) from it. */
  forecast(series: number): number[];
  learn(cohort: readonly number[]): void;
}

/**
 * All rows of some series as networks see them, and their labels (targets, horizons), NaN until they come.
 */
export class WholePast {
  /** By series, by row. */
  readonly inputs: number[][][];
  readonly labels: number[][][];

  constructor(private readonly series: readonly Series[]) {
    this.inputs = series.map(() => []);
    this.labels = series.map(() => []);
  }

  /** Copies the newest row of a series, and the labels that came with it. */
  take(s: number): void {
    const { inputs, networkLabels: { rows: labels }, rows, layout: { horizons } } = this.series[s];
    this.inputs[s].push([...inputs.data.subarray(inputs.at(0), inputs.at(0) + inputs.width)]);
    this.labels[s].push(new Array(labels.width).fill(NaN));
    for (let slot = 0; slot < labels.width; slot++) {
      const horizon = horizons[slot % horizons.length];
      if (horizon < rows) this.labels[s][rows - 1 - horizon][slot] = labels.data[labels.at(horizon) + slot];
    }
  }
}

/**
 * Asserts that a model of two series forecasts as the slow one does, to the bit, and makes as many updates.
 */
export function assertForecastsAs(
  it: ModelDriver,
  slow: SlowForecaster,
  rows: number,
  columns: number,
): void {
  const horizons = it.layout.horizons.length;
  const walks = [walk(rows, 1, columns, 0.1), walk(rows, 2, columns, 0.1)];
  for (let t = 0; t < rows; t++) {
    const cohort = t % 4 === 0 ? [0] : [0, 1];
    const next = [0, 1].map((s) => cohort.includes(s) ? walks[s][t] : undefined);
    const forecasts = it.forecast(next);
    cohort.forEach((s, i) => {
      const { networkLabels } = it.series[s];
      const expected = slow.forecast(s).map((scaled, slot) =>
        networkLabels.toValue(Math.floor(slot / horizons), slot % horizons, scaled)
      );
      assertEquals(forecasts[i], expected, `row ${t} of series ${s}`);
    });
    it.learn(next);
    slow.learn(cohort);
  }
  assert(slow.optimizer.updates > 2);
  assertEquals(it.forecaster.report().updates, slow.optimizer.updates);
}
