import type { Archive, Persistent } from "../base/archive.ts";
import { Shape } from "./shape.ts";

/** Step of the shapes per settled forecast: 1,000 rows at 85 % or 95 % would move the size by 1, a factor of 2.7. */
export const GAIN = 0.02;
/**
 * Bound of gain · forecasts under way. A miss answers for a size that is that many forecasts old; a loop that corrects
 * faster than it hears swings. The share of misses falls by about 0.34 per unit of size at 90 %, so 1 keeps a gain
 * margin of 4 below the point where the loop would oscillate (π / 2).
 */
const LOOP = 1;
/** How many times larger the first steps are. */
const HURRY = 3;

/**
 * The shapes that all series have in common: what a young series' intervals look like before it has told enough of its
 * own. It learns from the young ones only (`series_intervals.ts` says how), row by row in the order of the rows.
 *
 * Memory: 1 + 3 · levels float64 for each model, target and horizon.
 */
export class ShapePool implements Persistent {
  readonly shape: Shape;
  /** (cells): forecasts settled, of all series. */
  readonly settled: Float64Array;
  private series = 0;

  constructor(cells: number, levels: number) {
    this.shape = new Shape(cells * levels);
    this.settled = new Float64Array(cells);
  }

  /** One more series takes part: with its first row, for it may have been opened before others' rows were served. */
  join(): void {
    this.series++;
  }

  /** Forecasts of a cell that had settled, in all series, when the one that settles now was made. */
  settledAtIssue(cell: number, horizon: number): number {
    return this.settled[cell] - this.series * horizon;
  }

  /** The step for a cell whose forecasts are `horizon` rows under way in each series. Falls to its lasting value as 1/√n. */
  gain(cell: number, horizon: number): number {
    const underWay = this.series * horizon;
    return Math.min(GAIN, LOOP / underWay) * (1 + HURRY / Math.sqrt(1 + this.settled[cell] / underWay));
  }

  persist(archive: Archive): void {
    this.series = archive.number("series", this.series);
    this.shape.persist(archive.within("shape"));
    archive.array("settled", this.settled);
  }
}
