import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** What became of a trial; 0: there was none. */
export const HIT = 1;
export const MISS = 2;

/**
 * Whether the intervals of a series' newest trial held, for each model, cell (target and horizon) and level.
 * A trial is a scored row at least `horizon` rows after the trial before: forecasts that overlap miss
 * together, and would look as if misses clustered.
 *
 * Memory: a byte each, and a float64 for each cell.
 */
export class LastMisses implements Persistent {
  /** (models, cells, levels). */
  readonly values: Uint8Array;
  /** (cells): the row from which on the next trial is due. */
  private readonly due: Float64Array;

  constructor(models: number, cells: number, levels: number) {
    this.values = packed(Uint8Array, models * cells * levels);
    this.due = packed(Float64Array, cells);
  }

  isDue(cell: number, row: number): boolean {
    return row >= this.due[cell];
  }

  /** The row has been a trial. */
  advance(cell: number, row: number, horizon: number): void {
    this.due[cell] = row + horizon;
  }

  persist(archive: Archive): void {
    archive.addedArray("values", this.values);
    archive.addedArray("due", this.due);
  }
}
