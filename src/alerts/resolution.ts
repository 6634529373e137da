import type { Archive, Persistent } from "../base/archive.ts";
import type { CrossingRule } from "./rule.ts";

/** Finer steps than this part of the way to the limit make no difference, and are lost in rounding. */
const FINEST = 1e-4;
/** By so much of a step a limit may miss one that it is meant to be. */
const TOLERANCE = 1e-6;

/**
 * The step in which a sensor tells its values, found as their smallest move so far, and what a limit then stands for:
 * where values are whole numbers, below 90 is 89 or less. A distribution that is linear in between would put a part of
 * all the values that equal the limit on the wrong side of it, so it is asked half-way to the next value beyond. Values
 * without such a step make ever smaller moves, and the limit stays what it is.
 *
 * Series may share it, for their moves and differences are multiples of the same step. Memory: two numbers. Cost: O(1).
 */
export class Resolution implements Persistent {
  private step = Infinity;
  private last = NaN;

  /** Takes in a value; NaN, a missing one, is ignored. */
  update(value: number): void {
    const move = Math.abs(value - this.last);
    if (move > 0 && move < this.step) this.step = move;
    if (value === value) this.last = value;
  }

  /** What lies between the values beyond the limit and all others: the limit itself, or up to half a step off it. */
  border(limit: number, side: CrossingRule["side"]): number {
    const { step, last } = this;
    const steps = (limit - last) / step;
    if (!(step < Infinity) || Math.abs(steps) > 1 / FINEST) return limit;
    const nearest = Math.round(steps);
    if (Math.abs(steps - nearest) > TOLERANCE) return last + (Math.floor(steps) + 0.5) * step;
    return limit + (side === "<" ? -0.5 : 0.5) * step;
  }

  persist(archive: Archive): void {
    this.step = archive.number("step", this.step);
    this.last = archive.number("last", this.last);
  }
}
