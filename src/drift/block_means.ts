import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** By how much a pair's weight in the correlation falls with each later one. */
const FACTOR = 0.998;
/** Pairs from which the correlation is used. */
const LEAST_PAIRS = 30;
/** Errors that are more alike than this count as this much alike. */
const MOST_ALIKE = 0.999;

/**
 * Means of blocks of errors, long enough to be about independent of each other, for that is what detectors
 * expect. Where errors resemble the ones before (a slow cycle that a model doesn't follow; forecasts h rows
 * ahead, which err alike for h rows), every run of them on one side would otherwise be a drift.
 *
 * A block has (1 + ρ) / (1 − ρ) errors, ρ their correlation with the ones before: as many as carry the
 * information of a single independent one, were they an AR(1) process. Uncorrelated errors pass through one
 * by one.
 *
 * Memory: six numbers. Cost: O(1).
 */
export class BlockMeans implements Persistent {
  /**
   * Weight of the pairs, mean of their products, mean of squares; the last error; sum and number of the open
   * block's.
   */
  private readonly state = packed(Float64Array, 6);

  /** @param horizon of the forecasts: the length of blocks before the correlation is known */
  constructor(private readonly horizon: number) {}

  /** Takes in an error, bounded. Returns a block's mean when it ends one, else NaN. */
  update(error: number): number {
    const { state } = this;
    state[0] = FACTOR * state[0] + 1;
    state[1] += (error * state[3] - state[1]) / state[0];
    state[2] += (error * error - state[2]) / state[0];
    state[3] = error;
    state[4] += error;
    state[5]++;
    if (state[5] < this.length()) return NaN;
    const mean = state[4] / state[5];
    state[4] = state[5] = 0;
    return mean;
  }

  private length(): number {
    const { state } = this;
    if (state[0] < LEAST_PAIRS || !(state[2] > 0)) return this.horizon;
    const alike = Math.max(0, Math.min(MOST_ALIKE, state[1] / state[2]));
    return Math.round((1 + alike) / (1 - alike));
  }

  persist(archive: Archive): void {
    archive.array("blocks", this.state);
  }
}
