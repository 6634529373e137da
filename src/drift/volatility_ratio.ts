import type { Archive, Persistent } from "../base/archive.ts";
import { RootMeanSquare } from "../series/moments.ts";

/** By how much a move's weight falls with each later one, in what is usual and in what is present. */
const USUAL_FACTOR = 0.999;
const PRESENT_FACTOR = 0.95;
/** A move counts as at most so many times what it is measured by. */
const USUAL_REACH = 10;
const PRESENT_REACH = 4;

/**
 * How much more a series moves at present than it usually does. That a price has weeks of large moves is no
 * drift: all forecasts of it are farther off then, and nothing that was learned has become wrong.
 *
 * Memory: four numbers. Cost: O(1).
 */
export class VolatilityRatio implements Persistent {
  private readonly usual = new RootMeanSquare(USUAL_FACTOR, USUAL_REACH);
  private readonly present = new RootMeanSquare(PRESENT_FACTOR, PRESENT_REACH);

  /** At least 1: calm is no reason to take errors for larger than they are. */
  get value(): number {
    const usual = this.usual.value;
    return usual > 0 ? Math.max(1, this.present.value / usual) : 1;
  }

  /** Takes in a move: by how much the naive forecast was off. */
  update(move: number): void {
    this.usual.update(move);
    this.present.update(move);
  }

  persist(archive: Archive): void {
    this.usual.persist(archive.within("usual"));
    this.present.persist(archive.within("present"));
  }
}
