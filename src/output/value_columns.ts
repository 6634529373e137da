import type { ForecastColumns, RowForecasts } from "./forecast_sink.ts";

/**
 * What is written behind a forecast: its interval's ends - `lower`, `upper`; with more than one level `lower_50`, `upper_50`,
 * `lower_90`, … - then its quantiles, `q0.01` ….
 */
export class ValueColumns {
  readonly names: readonly string[];
  private readonly levels: number;
  private readonly quantiles: number;

  constructor({ levels, quantiles = [] }: Pick<ForecastColumns, "levels" | "quantiles">) {
    this.names = [...boundNames(levels), ...quantiles.map((p) => `q${p}`)];
    this.levels = levels.length;
    this.quantiles = quantiles.length;
  }

  /** The k-th of them, at the place `slot` of (models, targets, horizons). */
  read({ lower, upper, quantiles }: RowForecasts, slot: number, k: number): number {
    const { levels } = this;
    if (k >= 2 * levels) return quantiles![slot * this.quantiles + k - 2 * levels];
    return (k % 2 === 0 ? lower : upper)[slot * levels + (k >> 1)];
  }
}

/** @param levels ascending */
function boundNames(levels: readonly number[]): string[] {
  return levels.flatMap((level) => {
    const suffix = levels.length === 1 ? "" : `_${Number((100 * level).toPrecision(12))}`;
    return [`lower${suffix}`, `upper${suffix}`];
  });
}
