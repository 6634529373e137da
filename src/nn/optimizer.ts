import type { Archive, Persistent } from "../base/archive.ts";
import type { Parameters } from "./parameters.ts";

/** What one call of `Optimizer.step` did. */
export type StepOutcome = "updated" | "skipped";

/**
 * Adam with bias correction and decoupled weight decay (Kingma & Ba 2015; Loshchilov & Hutter 2019), after clipping the
 * gradient's global norm (Pascanu et al. 2013). A gradient that is not finite changes nothing: the step is skipped and
 * counted.
 *
 * The rate falls as √(τ / (τ + updates)) to a floor of a tenth, τ = 1,000 updates: fast at first, never asleep.
 */
export class Optimizer implements Persistent {
  updates = 0;
  skipped = 0;
  /** Norm of the last gradient, before clipping. */
  norm = NaN;
  private power1 = 1; // β₁ᵗ
  private power2 = 1;

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

  get rate(): number {
    const { rate, fall } = this.options;
    return fall > 0 ? rate * Math.max(0.1, Math.sqrt(fall / (fall + this.updates))) : rate;
  }

  step(): StepOutcome {
    const { kernels, values, gradients, first, second, length } = this.parameters;
    this.norm = Math.sqrt(kernels.sumOfSquares(gradients, length));
    if (!Number.isFinite(this.norm)) {
      this.skipped++;
      return "skipped";
    }
    const { clip, decay } = this.options;
    const scale = this.norm > clip ? clip / (this.norm + 1e-6) : 1;
    const rate = this.rate;
    this.updates++;
    this.power1 *= BETA1;
    this.power2 *= BETA2;
    const correction2 = Math.sqrt(1 - this.power2);
    kernels.adam(
      values,
      gradients,
      first,
      second,
      length,
      scale,
      rate * correction2 / (1 - this.power1),
      EPSILON * correction2,
      BETA1,
      BETA2,
      Math.min(1, rate * decay), // a step may forget a weight, not overshoot it
    );
    return "updated";
  }

  persist(archive: Archive): void {
    this.updates = archive.number("updates", this.updates);
    this.skipped = archive.number("skipped", this.skipped);
    this.norm = archive.number("norm", this.norm);
    this.power1 = archive.number("power1", this.power1);
    this.power2 = archive.number("power2", this.power2);
  }
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
