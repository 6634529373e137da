import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/**
 * Ends of the newest rows' intervals that the queue of forecasts doesn't hold: (rows, cells, 2 · levels), lower and upper of each
 * level. A row's place is its number modulo the count of rows.
 */
export class IssuedEnds implements Persistent {
  readonly values: Float64Array;

  constructor(
    private readonly rows: number,
    private readonly cells: number,
    private readonly levels: number,
  ) {
    this.values = packed(Float64Array, rows * cells * 2 * levels).fill(NaN);
  }

  /** Where the ends of a row's cell begin. */
  place(cell: number, row: number): number {
    return ((row % this.rows) * this.cells + cell) * 2 * this.levels;
  }

  persist(archive: Archive): void {
    if (this.levels > 0) archive.addedArray("ends", this.values);
  }
}
