import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** What is farther away than this enters as if it were this far: its square must stay finite. */
const FARTHEST = 1e150;

/**
 * Exponentially weighted mean and standard deviation of a stream, in float64. The weight of a value falls by
 * `factor` with every later one; the weights always sum to one, so that the first values count in full (the
 * correction of Adam's moments). An outlier enters no farther than `reach` deviations away, so that one jump
 * cannot set the scale for long, yet a scale that is too small grows by an order of magnitude within some
 * dozens of values.
 *
 * Source: West 1979 (weighted update of mean and variance). Memory: three numbers. Cost: O(1).
 */
export class Moments implements Persistent {
  /** weight, mean, sum of squared deviations / weight */
  private readonly state = packed(Float64Array, 3);

  constructor(private readonly factor: number, private readonly reach: number) {}

  /** 0 before the first value. */
  get mean(): number {
    return this.state[1];
  }

  /** Standard deviation; 0 while all values were equal. */
  get deviation(): number {
    return Math.sqrt(this.state[2]);
  }

  update(value: number): void {
    const s = this.state;
    s[0] = this.factor * s[0] + 1;
    const share = 1 / s[0];
    const limit = s[2] > 0 ? this.reach * Math.sqrt(s[2]) : Number.MAX_VALUE;
    const difference = Math.max(-limit, Math.min(limit, value - s[1]));
    const distance = Math.min(FARTHEST, Math.abs(difference));
    s[1] += share * difference;
    s[2] = (1 - share) * (s[2] + share * distance * distance);
  }

  persist(archive: Archive): void {
    archive.array("moments", this.state);
  }
}

/**
 * Exponentially weighted root mean square: the unit of differences. Zero counts as the mean, for a forecast
 * that repeats the last value must come out as exactly zero. Otherwise as `Moments`.
 */
export class RootMeanSquare implements Persistent {
  private readonly state = packed(Float64Array, 2);

  constructor(private readonly factor: number, private readonly reach: number) {}

  /** 0 while all values were 0. */
  get value(): number {
    return Math.sqrt(this.state[1]);
  }

  update(value: number): void {
    const s = this.state;
    s[0] = this.factor * s[0] + 1;
    const limit = s[1] > 0 ? this.reach * this.reach * s[1] : Infinity;
    s[1] += (Math.min(value * value, limit, FARTHEST * FARTHEST) - s[1]) / s[0];
  }

  /** Forgets all values. */
  reset(): void {
    this.state.fill(0);
  }

  persist(archive: Archive): void {
    archive.array("square", this.state);
  }
}
