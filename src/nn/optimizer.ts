import type { Archive, Persistent } from "../base/archive.ts";
import type { Parameters } from "./parameters.ts";

/** What one call of `Optimizer.step` did. */
export type StepOutcome = "updated" | "skipped";

/**
 * Adam with bias correction and decoupled weight decay (Kingma & Ba 2015; Loshchilov & Hutter 2019), after
 * clipping the gradient's global norm (Pascanu et al. 2013). A gradient that is not finite changes nothing:
 * the step is skipped and counted.
 *
 * The rate falls as √(τ / (τ + updates)) to a floor of a tenth, τ = 1,000 updates: fast at first, never
 * at a standstill. `raiseRate` doubles it for some hundred updates, but not beyond where it began: however
 * often it is called, no step is larger than the first ones were.
 */
export class Optimizer implements Persistent {
  /** Steps made. */
  updates = 0;
  /** Steps skipped, for the gradient was not finite. */
  skipped = 0;
  /** Norm of the last gradient, before clipping. */
  norm: number = NaN;
  /** The largest of these so far, for the lines that end a run. */
  largest = 0;
  private power1 = 1; // β₁ᵗ
  private power2 = 1;
  /** By how much of itself the rate is raised now, 0 … 1. */
  private raised = 0;

  /** Begins without moments. @param parameters whose gradients are followed */
  constructor(
    private readonly parameters: Parameters,
    readonly options: {
      readonly rate: number;
      /** 0: the rate stays as it is. */
      readonly fall: number;
      readonly clip: number;
      readonly decay: number;
    },
  ) {}

  /** The rate of the next step. */
  get rate(): number {
    const { rate, fall } = this.options;
    if (fall === 0) return rate;
    return Math.min(rate, rate * Math.max(0.1, Math.sqrt(fall / (fall + this.updates))) * (1 + this.raised));
  }

  /**
   * Raises the rate for a while: what was learned no longer holds.
   * @param share of what is learned for which this is so, 0 … 1
   */
  raiseRate(share: number): void {
    this.raised += share * (1 - this.raised);
  }

  /** One step along the gradients. Cost: O(weights). */
  step(): StepOutcome {
    this.norm = this.gradientNorm();
    if (!Number.isFinite(this.norm)) {
      this.skipped++;
      return "skipped";
    }
    this.largest = Math.max(this.largest, this.norm);
    const { clip, decay } = this.options;
    const scale = this.norm > clip ? clip / (this.norm + 1e-6) : 1;
    const rate = this.rate;
    this.updates++;
    this.raised *= RAISED_FACTOR;
    this.power1 *= BETA1;
    this.power2 *= BETA2;
    const correction2 = Math.sqrt(1 - this.power2);
    const corrected = rate * correction2 / (1 - this.power1);
    const epsilon = EPSILON * correction2;
    const forget = Math.min(1, rate * decay); // a step may forget a weight, not overshoot it
    const { kernels, outer, values: w, first: m, second: v, length } = this.parameters;
    for (const { offset: o, dz, a, n, k } of outer) {
      kernels.adamOuter(w + o, dz, a, m + o, v + o, n, k, scale, corrected, epsilon, BETA1, BETA2, forget);
    }
    if (outer.length === 0) {
      const { gradients } = this.parameters;
      kernels.adam(w, gradients, m, v, length, scale, corrected, epsilon, BETA1, BETA2, forget);
    }
    return "updated";
  }

  /** √Σ g². */
  private gradientNorm(): number {
    const { kernels, outer, length } = this.parameters;
    if (outer.length === 0) return Math.sqrt(kernels.sumOfSquares(this.parameters.gradients, length));
    let squares = 0; // |dz ⊗ a| = |dz| |a|
    for (const { dz, a, n, k } of outer) squares += kernels.sumOfSquares(dz, n) * kernels.sumOfSquares(a, k);
    return Math.sqrt(squares);
  }

  /** Its moments, and how many steps it has made. */
  persist(archive: Archive): void {
    this.updates = archive.number("updates", this.updates);
    this.skipped = archive.number("skipped", this.skipped);
    this.norm = archive.number("norm", this.norm);
    this.largest = archive.number("largest", this.largest);
    this.power1 = archive.number("power1", this.power1);
    this.power2 = archive.number("power2", this.power2);
    this.raised = archive.number("haste", this.raised);
  }
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
/** The raise is half gone after 140 updates. */
const RAISED_FACTOR = 0.995;
