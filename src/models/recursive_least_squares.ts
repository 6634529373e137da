import type { Archive, Persistent } from "../base/archive.ts";

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
    this.covariance = new Float64Array(n * (n + 1) / 2);
    this.product = new Float64Array(n);
    this.ridgeColumn = new Float64Array(n);
    this.ridgeGain = new Float64Array(n);
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
    const { covariance, product, forgetting, ridgeColumn, ridgeGain } = this;
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
    const kept = 1 / forgetting;
    let at = 0;
    for (let i = 0; i < n; i++) {
      const a = row[gain + i] * kept;
      const b = ridgeGain[i];
      for (let j = i; j < n; j++, at++) {
        covariance[at] = covariance[at] * kept - a * product[j] - b * ridgeColumn[j];
      }
    }
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

  /** product = P x; returns xᵀ P x. Each entry of the triangle stands for two of P. */
  private multiply(row: Float64Array, x: number): number {
    const { covariance, product } = this;
    const n = product.length;
    product.fill(0);
    let at = 0;
    for (let i = 0; i < n; i++) {
      const xi = row[x + i];
      let sum = covariance[at++] * xi;
      for (let j = i + 1; j < n; j++, at++) {
        const p = covariance[at];
        sum += p * row[x + j];
        product[j] += p * xi;
      }
      product[i] += sum;
    }
    let energy = 0;
    for (let i = 0; i < n; i++) energy += row[x + i] * product[i];
    return energy;
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
