import type { Floats } from "../../kernels/kernels.ts";

/**
 * What a network's outputs say of a label: a single number, or a distribution.
 *
 * Each label has `outputs` numbers. They lie in planes, (outputs, labels): number n of label o at y + n ·
 * labels + o, so that a row begins with the locations of all labels, as a row without distributions does. All
 * zero, which is what an untrained network puts out, means the location 0 and a spread of about one
 * deviation.
 *
 * Labels and outputs are in units of a deviation. Nothing is allocated.
 */
export interface Head {
  /** Outputs for each label; the first is the location, the forecast itself. */
  readonly outputs: number;
  /**
   * One label's share of a mean loss.
   *
   * @param y address of its location; @param dy address of that one's gradient: share · ∂ℓ/∂ŷ is written for
   * each output
   * @param labels from one plane to the next; @param label known
   * @returns share · ℓ
   */
  loss(memory: Floats, y: number, dy: number, labels: number, label: number, share: number): number;
  /**
   * How far labels will lie from the location, by what the outputs at `y` say: positive; NaN if they say
   * nothing of it.
   */
  spread(memory: Floats, y: number, labels: number): number;
}
