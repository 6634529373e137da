import type { Archive } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { DriftDetector, Verdict } from "./detector.ts";

/** Parameters of the test, in the unit of the errors. */
export interface PageHinkleyOptions {
  /** δ: a mean that has moved by less is no change. */
  readonly tolerance: number;
  /** λ: how much must have come together beyond it. Larger: fewer false alarms, and later ones. */
  readonly threshold: number;
  /** Errors after a (re)start before which there is no alarm. */
  readonly least: number;
}

/**
 * Page-Hinkley's test, two-sided: has the mean of the errors moved, up or down?
 *
 *   m_t = m_{t−1} + (x_t − x̄_t)/t                                  the mean since the start or the last alarm
 *   U_t = max(0, U_{t−1} + x_t − x̄_t − δ),  D_t = max(0, D_{t−1} − x_t + x̄_t − δ)
 *   alarm as soon as U_t > λ or D_t > λ; everything then starts again
 *
 * U is what the usual form calls m_T − min m_t. A shift by s of errors with standard deviation 1 is found
 * after about λ / (s − δ) of them; without one, independent errors lead to a false alarm every e^{2δλ} /
 * (2δ²) or so.
 *
 * Source: Page 1954, "Continuous inspection schemes"; Hinkley 1971. Memory: four numbers. Cost: O(1).
 */
export class PageHinkley implements DriftDetector {
  /** Errors since the start, their mean, U, D. */
  private readonly state = packed(Float64Array, 4);

  constructor(private readonly options: PageHinkleyOptions) {}

  update(error: number): Verdict {
    const { state, options: { tolerance, threshold, least } } = this;
    state[0]++;
    state[1] += (error - state[1]) / state[0];
    const excess = error - state[1];
    state[2] = Math.max(0, state[2] + excess - tolerance);
    state[3] = Math.max(0, state[3] - excess - tolerance);
    if (state[0] < least || (state[2] <= threshold && state[3] <= threshold)) return "stable";
    this.reset();
    return "drift";
  }

  reset(): void {
    this.state.fill(0);
  }

  persist(archive: Archive): void {
    archive.array("state", this.state);
  }
}
