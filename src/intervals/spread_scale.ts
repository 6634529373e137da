import type { Archive, Persistent } from "../base/archive.ts";

/** Weight of the newest spread in what is usual of them, in logarithms: a memory of 50 rows. */
const USUAL = 0.02;
/** Step of the exponents per settled forecast. */
const RATE = 0.02;
/** A spread counts as at most 4.5 times, or a 4.5th of, the usual one: in logarithms. */
const MOST_LOG = 1.5;
/** An error counts as at most so many times what was expected. */
const MOST_MULTIPLE = 5;

/**
 * What models that forecast distributions say of their errors beforehand, as far as the errors have borne it out: a factor of
 * the usual error,
 *
 *     (spread / usual spread)^θ,    θ += 0.02 · (|error| / expected − 1) · log(spread / usual spread),    0 ≤ θ ≤ 1
 *
 * for each cell; 1 for models that say nothing. The step is downhill on −log of Laplace's density with the mean |error| that
 * was expected, factor included. A spread that tells nothing has θ = 0 and changes nothing; one that tells all has 1.
 *
 * Why learned: errors that come in bursts are followed already, and a young network knows little of its own. Interval scores
 * of quantile, gaussian and student heads on lstm, gru and mlp, without spreads being 1 (smaller is better; geometric means,
 * one row ahead on ETTh1, 10 and 30 on BIDMC, else one and five):
 *
 *     θ          ETTh1    VIX      S&P 500  vitals   BIDMC
 *     1          1.011    1.019    1.005    0.970    1.079
 *     ½          0.993    0.987    0.991    0.969    1.018
 *     ¼          0.994    0.989    0.993    0.981    1.004
 *     learned    0.993    0.989    0.986    0.985    1.002
 *
 * Memory: 2 + (farthest horizon) float64 per cell, from the first spread on. Cost: O(1) per cell, no allocation after that.
 */
export class SpreadScale implements Persistent {
  /** (rows, cells): log(spread / usual spread) of the newest rows' forecasts; a row's place is its number modulo their count. */
  private logs = new Float64Array(0);
  /** (cells): the mean of the logarithms of past spreads, NaN before the first; and the exponents. */
  private usual = new Float64Array(0);
  private exponents = new Float64Array(0);

  /** @param farthest horizon; @param cells one for each model, target and horizon */
  constructor(private readonly farthest: number, private readonly cells: number) {}

  /** By how much the error of a cell's forecast, made at this row, will be larger than usual. */
  factor(cell: number, row: number): number {
    return this.logs.length === 0 ? 1 : Math.exp(this.exponents[cell] * this.logs[this.place(cell, row)]);
  }

  /** What came of that forecast: its error as a multiple of what was expected of it, the factor included. */
  update(cell: number, row: number, multiple: number): void {
    if (this.logs.length === 0) return;
    const { exponents } = this;
    const log = this.logs[this.place(cell, row)];
    const moved = exponents[cell] + RATE * (Math.min(multiple, MOST_MULTIPLE) - 1) * log;
    exponents[cell] = moved < 0 ? 0 : moved > 1 ? 1 : moved;
  }

  /** Files the spreads (cells) of a row's forecasts; where one is not positive, nothing is known. */
  file(row: number, spreads: Float64Array): void {
    if (this.logs.length === 0 && !this.begin(spreads)) return;
    const { logs, usual } = this;
    for (let cell = 0; cell < this.cells; cell++) {
      const spread = spreads[cell];
      const place = this.place(cell, row);
      logs[place] = 0;
      if (!(spread > 0 && spread < Infinity)) continue;
      const log = Math.log(spread);
      usual[cell] = usual[cell] === usual[cell] ? usual[cell] + USUAL * (log - usual[cell]) : log;
      const more = log - usual[cell];
      logs[place] = more > MOST_LOG ? MOST_LOG : more < -MOST_LOG ? -MOST_LOG : more;
    }
  }

  /** Makes room if any model has a spread. */
  private begin(spreads: Float64Array): boolean {
    for (let cell = 0; cell < this.cells; cell++) {
      if (spreads[cell] > 0) {
        this.allocate();
        return true;
      }
    }
    return false;
  }

  private allocate(): void {
    this.logs = new Float64Array(this.farthest * this.cells);
    this.usual = new Float64Array(this.cells).fill(NaN);
    this.exponents = new Float64Array(this.cells);
  }

  private place(cell: number, row: number): number {
    return (row % this.farthest) * this.cells + cell;
  }

  persist(archive: Archive): void {
    const used = archive.number("used", this.logs.length > 0 ? 1 : 0);
    if (used === 0) return;
    if (archive.restoring) this.allocate();
    archive.array("logs", this.logs);
    archive.array("usual", this.usual);
    archive.array("exponents", this.exponents);
  }
}
