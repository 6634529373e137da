import type { Floats } from "../../kernels/kernels.ts";
import { sigmoid } from "./gates.ts";

/** I inputs, the first 3D of them level, change and mask (1: missing) of D columns; H hidden units. */
export interface GrudSizes {
  readonly inputs: number;
  readonly columns: number;
  readonly hidden: number;
}

/** Addresses of the weights, row by row, or of their gradients. */
export interface GrudWeights {
  readonly wx: number; // (D): w_x
  readonly bx: number; // (D)
  readonly wd: number; // (H, D): W_d
  readonly bd: number; // (H)
  readonly wi: number; // (3H, I): W of the gates r, z, h̃
  readonly bi: number; // (3H)
  readonly wh: number; // (3H, H): U
}

/** Floats that `forward` keeps of a row for `backward`: γ_x, x̂, γ_h, ĥ, r ⊙ ĥ, then r, z and h̃. */
export function grudKept({ inputs: I, columns: D, hidden: H }: GrudSizes): number {
  return D + I + 6 * H;
}

/**
 * GRU-D, one row of one step: a gated recurrent unit for values that come irregularly. What has not been seen
 * for long is believed less: state and inputs decay, at rates that are learned.
 *
 *   γ_x = exp(−max(0, w_x ⊙ δ + b_x))           (D)  by the times δ since each column was last seen
 *   x̂ = γ_x ⊙ x where missing, x where seen     (D)  levels alone; the rest of x as it is
 *   γ_h = exp(−max(0, W_d δ + b_d))             (H)
 *   ĥ = γ_h ⊙ h                                 (H)
 *   r = σ(W_r x̂ + U_r ĥ + b_r),  z = σ(W_z x̂ + U_z ĥ + b_z)
 *   h̃ = tanh(W x̂ + U (r ⊙ ĥ) + b),  h′ = (1 − z) ⊙ ĥ + z ⊙ h̃
 *
 * A level's last value stands in where it is missing, and levels are standardised: the mean that x̂ decays to
 * is 0. The mask is among the inputs, which the paper gives weights of its own (V m).
 *
 * @param m memory; @param x address of the I inputs and, behind them, the D times δ
 * @param h address of the state before; @param hNext of the state after, written; @param kept see `grudKept`,
 * written
 *
 * Source: Che et al. 2018, Sci. Rep. 8:6085, eqs. 3–6 (γ_x diagonal, as there).
 */
export function grudForward(
  m: Floats,
  { inputs: I, columns: D, hidden: H }: GrudSizes,
  { wx, bx, wd, bd, wi, bi, wh }: GrudWeights,
  x: number,
  h: number,
  hNext: number,
  kept: number,
): void {
  const [gammaX, xHat, gammaH, hHat, rh, gates] = places(kept, I, D, H);
  const delta = x + I;
  for (let i = 0; i < I; i++) m[xHat + i] = m[x + i];
  for (let d = 0; d < D; d++) {
    m[gammaX + d] = Math.exp(-Math.max(0, m[wx + d] * m[delta + d] + m[bx + d]));
    if (m[x + 3 * d + 2] === 1) m[xHat + 3 * d] *= m[gammaX + d];
  }
  for (let j = 0; j < H; j++) m[gammaH + j] = m[bd + j];
  addProduct(m, wd, delta, gammaH, H, D);
  for (let j = 0; j < H; j++) {
    m[gammaH + j] = Math.exp(-Math.max(0, m[gammaH + j]));
    m[hHat + j] = m[gammaH + j] * m[h + j];
  }
  for (let j = 0; j < 3 * H; j++) m[gates + j] = m[bi + j];
  addProduct(m, wi, xHat, gates, 3 * H, I);
  addProduct(m, wh, hHat, gates, 2 * H, H);
  for (let j = 0; j < 2 * H; j++) m[gates + j] = sigmoid(m[gates + j]);
  for (let j = 0; j < H; j++) m[rh + j] = m[gates + j] * m[hHat + j];
  addProduct(m, wh + 2 * H * H, rh, gates + 2 * H, H, H);
  for (let j = 0; j < H; j++) {
    const update = m[gates + H + j];
    const candidate = m[gates + 2 * H + j] = Math.tanh(m[gates + 2 * H + j]);
    m[hNext + j] = (1 - update) * m[hHat + j] + update * candidate;
  }
}

/**
 * The same row backward; weights' gradients are added to.
 *
 *   dh̃ = dh′ ⊙ z ⊙ (1 − h̃²),  dz = dh′ ⊙ (h̃ − ĥ) ⊙ z ⊙ (1 − z)
 *   d(rĥ) = Uᵀ dh̃,  dr = d(rĥ) ⊙ ĥ ⊙ r ⊙ (1 − r)
 *   dĥ = dh′ ⊙ (1 − z) + d(rĥ) ⊙ r + U_rzᵀ [dr, dz],  dx̂ += Wᵀ [dr, dz, dh̃]
 *   dh = dĥ ⊙ γ_h,  by W_d δ + b_d: −γ_h ⊙ dĥ ⊙ h,  by w_x δ + b_x: −γ_x ⊙ dx̂ ⊙ x;  both 0 where γ = 1
 *
 * @param dh address of ∂ℓ/∂h′, replaced by ∂ℓ/∂h; @param dx of what of ∂ℓ/∂x̂ (I) comes from elsewhere, added
 * to
 * @param scratch 5H floats
 */
export function grudBackward(
  m: Floats,
  { inputs: I, columns: D, hidden: H }: GrudSizes,
  { wi, wh }: GrudWeights,
  gradient: GrudWeights,
  x: number,
  h: number,
  kept: number,
  dh: number,
  dx: number,
  scratch: number,
): void {
  const [gammaX, xHat, gammaH, hHat, rh, gates] = places(kept, I, D, H);
  const dGates = scratch;
  const dRh = scratch + 3 * H;
  const dHat = scratch + 4 * H;
  const delta = x + I;
  for (let j = 0; j < H; j++) {
    const update = m[gates + H + j];
    const candidate = m[gates + 2 * H + j];
    m[dGates + H + j] = m[dh + j] * (candidate - m[hHat + j]) * update * (1 - update);
    m[dGates + 2 * H + j] = m[dh + j] * update * (1 - candidate * candidate);
    m[dHat + j] = m[dh + j] * (1 - update);
    m[dRh + j] = 0;
  }
  addBack(m, wh + 2 * H * H, gradient.wh + 2 * H * H, rh, dGates + 2 * H, dRh, H, H);
  for (let j = 0; j < H; j++) {
    const r = m[gates + j];
    m[dGates + j] = m[dRh + j] * m[hHat + j] * r * (1 - r);
    m[dHat + j] += m[dRh + j] * r;
  }
  addBack(m, wh, gradient.wh, hHat, dGates, dHat, 2 * H, H);
  addBack(m, wi, gradient.wi, xHat, dGates, dx, 3 * H, I);
  for (let j = 0; j < 3 * H; j++) m[gradient.bi + j] += m[dGates + j];
  for (let j = 0; j < H; j++) {
    const gamma = m[gammaH + j];
    m[dh + j] = gamma * m[dHat + j];
    if (gamma === 1) continue;
    const slope = -gamma * m[dHat + j] * m[h + j];
    m[gradient.bd + j] += slope;
    for (let d = 0; d < D; d++) m[gradient.wd + j * D + d] += slope * m[delta + d];
  }
  for (let d = 0; d < D; d++) {
    const gamma = m[gammaX + d];
    if (gamma === 1 || m[x + 3 * d + 2] !== 1) continue;
    const slope = -gamma * m[dx + 3 * d] * m[x + 3 * d];
    m[gradient.wx + d] += slope * m[delta + d];
    m[gradient.bx + d] += slope;
  }
}

function places(kept: number, I: number, D: number, H: number): readonly number[] {
  const gammaH = kept + D + I;
  return [kept, kept + D, gammaH, gammaH + H, gammaH + 2 * H, gammaH + 3 * H];
}

/** y (N) += W (N, K) x. */
export function addProduct(m: Floats, w: number, x: number, y: number, N: number, K: number): void {
  for (let n = 0; n < N; n++) {
    let sum = 0;
    for (let k = 0; k < K; k++) sum += m[w + n * K + k] * m[x + k];
    m[y + n] += sum;
  }
}

/** dW += dy xᵀ and dx += Wᵀ dy. */
export function addBack(
  m: Floats,
  w: number,
  dw: number,
  x: number,
  dy: number,
  dx: number,
  N: number,
  K: number,
): void {
  for (let n = 0; n < N; n++) {
    const slope = m[dy + n];
    for (let k = 0; k < K; k++) {
      m[dw + n * K + k] += slope * m[x + k];
      m[dx + k] += slope * m[w + n * K + k];
    }
  }
}
