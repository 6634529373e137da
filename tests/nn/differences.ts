import { assert } from "@std/assert";
import type { Floats } from "../../src/kernels/kernels.ts";

/** One number that a loss depends on, and the derivative by it that the code under test found. */
export interface Element {
  /** As messages name it: `weight_hh_l0[12,3]`. */
  readonly where: string;
  readonly values: Floats;
  readonly at: number;
  readonly derived: number;
}

/** The elements of one tensor. */
export interface Leaf {
  readonly name: string;
  readonly elements: readonly Element[];
}

const STEP = 5e-4;
const TOLERANCE = 1e-6;

/**
 * Holds every element's derivative against differences of the loss, in float64, by their relative error, and
 * wants no leaf without any gradient. Loss must be smooth within two steps of each element.
 *
 * The difference is of fourth order, (8 (ℓ(+s) − ℓ(−s)) − (ℓ(+2s) − ℓ(−2s))) / 12 s, so that its step may be
 * long enough for rounding not to show.
 *
 * @throws {AssertionError} naming the element that is most wrong, or the leaf without gradient
 */
export function assertGradients(leaves: readonly Leaf[], loss: () => number): void {
  let worst = 0;
  let message = "";
  for (const { name, elements } of leaves) {
    assert(elements.some(({ derived }) => Math.abs(derived) > 1e-6), `${name} has no gradient at all`);
    for (const { where, values, at, derived } of elements) {
      const difference = differenceOf(values, at, loss);
      const error = Math.abs(derived - difference) / Math.max(1e-6, Math.abs(derived) + Math.abs(difference));
      if (!(error <= worst)) {
        worst = error;
        message = `${where}: derived ${derived}, difference ${difference}, relative error ${error}`;
      }
    }
  }
  assert(worst < TOLERANCE, message);
}

function differenceOf(values: Floats, at: number, loss: () => number): number {
  const before = values[at];
  const lossAt = (moved: number): number => {
    values[at] = before + moved;
    return loss();
  };
  const near = lossAt(STEP) - lossAt(-STEP);
  const far = lossAt(2 * STEP) - lossAt(-2 * STEP);
  values[at] = before;
  return (8 * near - far) / (12 * STEP);
}
