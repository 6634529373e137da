import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { RecursiveLeastSquares } from "../series/recursive_least_squares.ts";
import { addScaled, dot } from "./vectors.ts";

/**
 * Further regressors z (m) for a regression on x (n) that is already there, without a second P over all of
 * them.
 *
 * By the Frisch-Waugh-Lovell theorem the weights u of z in the joint regression are those of regressing what
 * x leaves of the labels on what x leaves of z. What x leaves of z comes from one more regression with the
 * same gains, weights G (m, n); a row's residuals, taken before its own update, count √γ each, which makes
 * the recursion exact but for the ridge. So each horizon of an autoregression can have regressors of its own
 * at O(n m) a row instead of O(n²).
 *
 * Source: Frisch & Waugh 1933; Lovell 1963; the order-update of recursive least squares (Haykin, chapter 16)
 * has the same γ.
 */
export class PartialRegression implements Persistent {
  /** (m): what x leaves of z, as of the last `project`. */
  private readonly residual: Float64Array;
  /** (m, n): G. The ridge of the regression on x, whose gains it shares, applies to it too. */
  readonly projection: Float64Array;
  private readonly weights: Float64Array; // (targets, m)
  private readonly inner: RecursiveLeastSquares;
  private readonly row: Float64Array; // the residual times √γ, and its gain
  private root = 0;

  constructor(
    private readonly n: number,
    variance: Float64Array,
    targets: number,
    forgetting: number,
    keep: number,
  ) {
    const m = variance.length;
    this.residual = packed(Float64Array, m);
    this.projection = packed(Float64Array, m * n);
    this.weights = packed(Float64Array, targets * m);
    this.inner = new RecursiveLeastSquares(variance, forgetting, keep);
    this.row = packed(Float64Array, 2 * m);
  }

  /** Looks at a row: x stands in `row` at `x`, z at `z`. `predict` is then about it. */
  project(row: Float64Array, x: number, z: number): void {
    const { residual, projection, n } = this;
    for (let i = 0; i < residual.length; i++) {
      residual[i] = row[z + i] - dot(projection, i * n, row, x, n);
    }
  }

  /** What z adds to the target's forecast from x. */
  predict(target: number): number {
    const m = this.residual.length;
    return dot(this.weights, target * m, this.residual, 0, m);
  }

  /** Learns from the projected row, whose gain from x stands in `row` at `gain`, conversion factor γ. */
  absorb(row: Float64Array, gain: number, conversion: number): void {
    const { residual, projection, inner, n } = this;
    const m = residual.length;
    this.root = Math.sqrt(conversion);
    for (let i = 0; i < m; i++) {
      this.row[i] = this.root * residual[i];
      addScaled(projection, i * n, row, gain, residual[i], n);
    }
    inner.absorb(this.row, 0, m);
  }

  /** Tells a target's error of the joint forecast of the row absorbed last. */
  learn(target: number, error: number): void {
    const m = this.residual.length;
    addScaled(this.weights, target * m, this.row, m, this.root * error, m);
  }

  /** Applies the ridge on z, once the targets' errors have been told. */
  shrink(): void {
    this.inner.shrink(this.weights);
  }

  persist(archive: Archive): void {
    archive.array("projection", this.projection);
    archive.array("weights", this.weights);
    this.inner.persist(archive.within("inner"));
  }
}
