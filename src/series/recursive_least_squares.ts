import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/**
 * Recursive least squares with forgetting λ and a ridge that forgetting does not wear away.
 *
 * Keeps P = R⁻¹ for the information R that the rows x carry about the weights of n regressors:
 *
 *   R₀ = diag(1 / v)
 *   g  = P x / (λ + xᵀ P x)              the gain: a label's error e moves its weights by g · e
 *   γ  = λ / (λ + xᵀ P x)                what is left of e once the weights have moved
 *   P  ← (P − g xᵀ P) / λ                R ← λ R + x xᵀ
 *   P  ← P with R_ii + r_i,  r_i = keep · n · (1 − λ) / v_i,  for one i, the next at every row
 *
 * The gain is a matter of x alone. So one P serves any number of targets, and horizons whose labels come rows later: keep
 * the gain with its row and apply it then.
 *
 * The last line is a pseudo-observation "weight i is 0" (`shrink` tells it to the weights). Forgetting alone would let the
 * start ridge fade, and P grow without bound in directions that no row excites (wind-up); with it R stays above roughly
 * keep · R₀, for half as much again of the cost of a row.
 *
 * Memory: n (n + 1) / 2 numbers; P is kept as its upper triangle, so it cannot lose its symmetry. Cost of `absorb`: 1.5 n²
 * multiply-adds, no allocation.
 *
 * Source: Haykin, Adaptive Filter Theory, chapter 10 (exponentially weighted RLS, conversion factor γ); regularisation
 * under forgetting: Gay 1996, "Dynamically regularized fast RLS", with one coordinate a row.
 */
export class RecursiveLeastSquares implements Persistent {
  private readonly covariance: Float64Array;
  private readonly product: Float64Array; // P x
  private readonly ridgeColumn: Float64Array;
  private readonly ridgeGain: Float64Array;
  private turn: number; // the coordinate that the ridge spoke of last

  /**
   * @param variance (n) v: how large the square of each weight is expected to be, in units of label² / regressor²
   * @param forgetting λ, 0 < λ ≤ 1
   * @param keep share of the start's ridge that stays for good
   */
  constructor(
    private readonly variance: Float64Array,
    private readonly forgetting: number,
    private readonly keep: number,
  ) {
    const n = variance.length;
    this.covariance = packed(Float64Array, n * (n + 1) / 2);
    this.product = packed(Float64Array, n);
    this.ridgeColumn = packed(Float64Array, n);
    this.ridgeGain = packed(Float64Array, n);
    this.turn = n - 1;
    this.restart();
  }

  /**
   * Takes in a row of regressors.
   *
   * @param row holds x (n) at `x`, read, and its gain (n) at `gain`, written
   * @returns γ, in (0, 1]; 0, with a gain of zeros, if the row had to be passed over because of an overflow or because
   * rounding has made P unusable, which then begins anew
   */
  absorb(row: Float64Array, x: number, gain: number): number {
    const { product, forgetting } = this;
    const n = product.length;
    const energy = this.multiply(row, x);
    const total = forgetting + energy;
    if (!(energy >= 0 && total < Infinity)) {
      this.restart();
      row.fill(0, gain, gain + n);
      return 0;
    }
    for (let i = 0; i < n; i++) row[gain + i] = product[i] / total;
    this.ridge(total);
    this.update(row, gain);
    return forgetting / total;
  }

  /** Tells `weights`, several rows of n, of the pseudo-observation that came with the last row: before the next, once for each. */
  shrink(weights: Float64Array): void {
    const { ridgeGain, turn } = this;
    const n = ridgeGain.length;
    for (let at = 0; at < weights.length; at += n) {
      const weight = weights[at + turn];
      if (weight === 0) continue;
      for (let i = 0; i < n; i++) weights[at + i] -= ridgeGain[i] * weight;
    }
  }

  /**
   * product = P x; returns xᵀ P x. Each entry of the triangle stands for two of P. Two of its rows go side by side, here and
   * in `update`: what they share is loaded once, which makes a row a third cheaper.
   */
  private multiply(row: Float64Array, x: number): number {
    const { covariance, product } = this;
    const n = product.length;
    product.fill(0);
    let start = 0;
    for (let i = 0; i < n; i += 2) {
      const upper = start - i; // P_ij stands at upper + j,
      const lower = upper + n - i - 1; // and P_kj, k = i + 1, at lower + j
      const xi = row[x + i];
      let sum = covariance[upper + i] * xi;
      if (i + 1 < n) {
        const xk = row[x + i + 1];
        const between = covariance[upper + i + 1];
        let sumBelow = between * xi + covariance[lower + i + 1] * xk;
        sum += between * xk;
        for (let j = i + 2; j < n; j++) {
          const p = covariance[upper + j];
          const q = covariance[lower + j];
          const xj = row[x + j];
          sum += p * xj;
          sumBelow += q * xj;
          product[j] += p * xi + q * xk;
        }
        product[i + 1] += sumBelow;
      }
      product[i] += sum;
      start = lower + n;
    }
    let energy = 0;
    for (let i = 0; i < n; i++) energy += row[x + i] * product[i];
    return energy;
  }

  /** P ← (P − g xᵀ P) / λ, less what the ridge takes. */
  private update(row: Float64Array, gain: number): void {
    const { covariance, product, forgetting, ridgeColumn, ridgeGain } = this;
    const n = product.length;
    const kept = 1 / forgetting;
    let start = 0;
    for (let i = 0; i < n; i += 2) {
      const upper = start - i;
      const lower = upper + n - i - 1;
      const a = row[gain + i] * kept;
      const b = ridgeGain[i];
      covariance[upper + i] = covariance[upper + i] * kept - a * product[i] - b * ridgeColumn[i];
      const c = i + 1 < n ? row[gain + i + 1] * kept : 0;
      const d = i + 1 < n ? ridgeGain[i + 1] : 0;
      for (let j = i + 1; j < n; j++) {
        const p = product[j];
        const r = ridgeColumn[j];
        covariance[upper + j] = covariance[upper + j] * kept - a * p - b * r;
        covariance[lower + j] = covariance[lower + j] * kept - c * p - d * r;
      }
      start = lower + n;
    }
  }

  /** The next coordinate's column of P after the row, before the ridge speaks, and the ridge's gain. */
  private ridge(total: number): void {
    const { covariance, product, forgetting, ridgeColumn, ridgeGain, variance } = this;
    const n = product.length;
    const turn = this.turn = (this.turn + 1) % n;
    const own = product[turn] / total;
    let at = turn;
    for (let i = 0; i < n; i++) {
      ridgeColumn[i] = (covariance[at] - own * product[i]) / forgetting;
      at += i < turn ? n - i - 1 : 1; // down the column to the diagonal, then along the row
    }
    const precision = this.keep * n * (1 - forgetting) / variance[turn];
    const share = precision / (1 + precision * ridgeColumn[turn]);
    for (let i = 0; i < n; i++) ridgeGain[i] = ridgeColumn[i] * share;
  }

  private restart(): void {
    const { covariance, variance, ridgeGain } = this;
    const n = variance.length;
    ridgeGain.fill(0);
    covariance.fill(0);
    let at = 0;
    for (let i = 0; i < n; i++) {
      covariance[at] = variance[i];
      at += n - i;
    }
  }

  persist(archive: Archive): void {
    archive.array("covariance", this.covariance);
    this.turn = archive.number("turn", this.turn);
  }
}
