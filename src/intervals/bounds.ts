import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** Between which numbers a target's values can be, both included; an open end is infinite. */
export interface Bound {
  readonly low: number;
  readonly high: number;
}

/** Zeros from which on values that are never negative count as amounts of something: so many, and this share of all. */
const LEAST_ZEROS = 10;
const LEAST_SHARE = 0.05;

/**
 * What values of a series cannot be: what the user says, and below zero where none ever was and many were zero, as counts and
 * amounts are - sales of a slow article, rain, sunlight. The first negative value ends that.
 *
 * Memory: 3 float64 per target. Cost: O(1).
 */
export class Bounds implements Persistent {
  /** (targets): values seen, zeros among them, the least. */
  private readonly values: Float64Array;
  private readonly zeros: Float64Array;
  private readonly least: Float64Array;

  /** @param told by target */
  constructor(private readonly told: readonly Bound[]) {
    this.values = packed(Float64Array, told.length);
    this.zeros = packed(Float64Array, told.length);
    this.least = packed(Float64Array, told.length).fill(Infinity);
  }

  /** Takes in a target's next value, not NaN. */
  take(target: number, value: number): void {
    this.values[target]++;
    if (value === 0) this.zeros[target]++;
    if (value < this.least[target]) this.least[target] = value;
  }

  /** The nearest number to x that a value of the target can be. */
  within(target: number, x: number): number {
    const { low, high } = this.told[target];
    if (x > high) return high;
    const least = low === -Infinity && this.counts(target) ? 0 : low;
    return x < least ? least : x;
  }

  private counts(target: number): boolean {
    const zeros = this.zeros[target];
    return this.least[target] === 0 && zeros >= LEAST_ZEROS && zeros >= LEAST_SHARE * this.values[target];
  }

  persist(archive: Archive): void {
    for (const name of ["values", "zeros", "least"] as const) archive.addedArray(name, this[name]);
  }
}
