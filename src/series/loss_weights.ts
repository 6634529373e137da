import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** How losses become weights. */
export interface LossWeighing {
  /** How strongly a relative loss counts. */
  readonly temper: number;
  /** Losses from which on it counts in full. */
  readonly full: number;
  /** Forgetting of losses. */
  readonly forgetting: number;
}

/**
 * Weights of forecasters by how much worse than the best of them each has been of late:
 *
 *   w_i ∝ π_i · exp(−c · min(1, n / n₀) · (L_i / min L − 1))
 *
 * L_i the discounted mean of squared errors, n their discounted number, π the prior. Whoever is about as good
 * as the best keeps a share, so that errors cancel; whoever is twice as bad has none. While there are few
 * losses nobody is told apart.
 *
 * Source: exponential weights (Vovk 1990) of relative instead of summed losses: they ask for no rate, and
 * follow a change within some 1 / (1 − forgetting) rows. Memory: a number each. Cost: O(forecasters), no
 * allocation.
 */
export class LossWeights implements Persistent {
  /** Not negative, their sum 1. */
  readonly values: Float64Array;
  private readonly state: Float64Array; // n, then L

  /** @param prior positive */
  constructor(private readonly prior: ArrayLike<number>, private readonly weighing: LossWeighing) {
    this.values = packed(Float64Array, prior.length);
    this.state = packed(Float64Array, 1 + prior.length);
    this.weigh();
  }

  /** Takes in squared errors of one value: the first ones of `losses`. */
  update(losses: Float64Array): void {
    const { state, values, weighing: { forgetting } } = this;
    state[0] = forgetting * state[0] + 1;
    for (let i = 0; i < values.length; i++) state[1 + i] += (losses[i] - state[1 + i]) / state[0];
    this.weigh();
  }

  /** What was seen says nothing any more. */
  reset(): void {
    this.state.fill(0);
    this.weigh();
  }

  private weigh(): void {
    const { state, values, prior, weighing: { temper, full } } = this;
    let least = Infinity;
    for (let i = 0; i < values.length; i++) least = Math.min(least, state[1 + i]);
    const strength = least > 0 ? temper * Math.min(1, state[0] / full) / least : 0;
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      sum += values[i] = prior[i] * Math.exp(-Math.min(50, strength * (state[1 + i] - least)));
    }
    for (let i = 0; i < values.length; i++) values[i] /= sum;
  }

  persist(archive: Archive): void {
    archive.array("losses", this.state);
    if (archive.restoring) this.weigh();
  }
}
