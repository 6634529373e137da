import type { Archive, Persistent } from "../base/archive.ts";
import { UsageError } from "../base/errors.ts";
import { History } from "../series/history.ts";
import type { Series } from "../series/series.ts";

/**
 * The forecasts of another model as inputs of a network, one row of scaled changes (targets, horizons) for
 * each row of a series: the network then learns what that model leaves over, and where to trust it (a stacked
 * generalisation, Wolpert 1992, in the manner of Zhang 2003's linear model and network). The other model must
 * forecast first.
 */
export class ForecastInputs implements Persistent {
  readonly rows: History<Float32Array>;

  /**
   * @param forecast of the model that is read, which it rewrites at every row; @param keep rows to remember
   */
  constructor(private readonly series: Series, private readonly forecast: Float64Array, keep: number) {
    this.rows = History.float32(forecast.length, keep);
  }

  /** Files those of the newest row. */
  take(): void {
    const { series, forecast, rows } = this;
    const horizons = series.layout.horizons.length;
    const at = rows.push();
    for (let i = 0; i < forecast.length; i++) {
      // Halved as the other inputs are.
      rows.data[at + i] = 0.5 *
        series.networkLabels.toScaled(Math.floor(i / horizons), i % horizons, forecast[i]);
    }
  }

  persist(archive: Archive): void {
    this.rows.persist(archive);
  }
}

/** @throws {UsageError} if a model is to read one that does not stand before it */
export function checkReads(name: string, reads: string, earlier: readonly string[]): void {
  if (reads === "" || earlier.includes(reads)) return;
  throw new UsageError(
    `Cannot set reads of ${name} to "${reads}": ` +
      (earlier.length > 0
        ? `expected a model before it in the list, ${earlier.join(", ")}`
        : "expected a model before it in the list, got none"),
  );
}
