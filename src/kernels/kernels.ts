/**
 * Loops over floats: what the networks are computed with. Three sets implement this interface: `reference.ts`
 * in plain TypeScript and float64, made to be read and to check gradients with, and the two builds of
 * `assembly/`, WebAssembly SIMD in float32 with and without the relaxed multiply-add, loaded by `wasm.ts`.
 *
 * **Addresses.** A kernel set owns one `memory`; a buffer is the index of its first float in it, a multiple
 * of 4. Strides (`ld…`: from one row to the next) are in floats too, multiples of 4. Rows of a large power of
 * two of floats fall on the same few cache lines: pad them by 16 (measured: a fifth of an update's time at
 * 1,024 columns).
 *
 * **Weights** of a product with N outputs and K inputs are blocked by eight outputs: element (n, k) stands at
 * `(⌊n/8⌋ · K + k) · 8 + n mod 8`. N is a multiple of 8 and K of 4; what is padded holds zeros and stays
 * zero.
 *
 * **Order of summation.** A row's result does not depend on how many rows are computed with it: `product` and
 * the twins' `forward` sum over k in one order, whatever the shape, so that batching changes no bit of a
 * forecast. `productBack` sums in another order from the transposed copy than from W; `weightGradient` sums
 * over the rows as they come.
 *
 * **Numbers.** NaN and infinities pass through. Equal inputs give equal bytes on one machine; the relaxed
 * multiply-add may round once or twice, as the processor has it.
 */
export type Floats = Float32Array | Float64Array;

/** The numbers of a step of Adam that all its parameters share; `Kernels.adam` says what they are. */
export type AdamStep = [
  scale: number,
  rate: number,
  epsilon: number,
  beta1: number,
  beta2: number,
  decay: number,
];

/** Multiply-adds over one weight layout, and the optimizer's two passes over the flat parameters. */
export interface Kernels {
  /** Which set this is; stands in the summary. */
  readonly name: "reference" | "wasm-simd" | "wasm-relaxed-simd";

  /** All buffers. Its identity changes when `allocate` has to grow it: read it anew, never keep it. */
  readonly memory: Floats;

  /**
   * Reserves `length` zeroed floats for good; returns their address, a multiple of 4. Not for the row path.
   */
  allocate(length: number): number;

  /** Copies `length` floats, a multiple of 4, to where none of them stands. */
  copy(from: number, to: number, length: number): void;

  /** z (rows, N) = a (rows, K) · Wᵀ, or z += if `accumulate` is 1. */
  product(
    w: number,
    a: number,
    lda: number,
    z: number,
    ldz: number,
    rows: number,
    n: number,
    k: number,
    accumulate: 0 | 1,
  ): void;

  /** The blocked copy of Wᵀ, (columns, N), for `productBack`; `columns` ≤ K is a multiple of 8. */
  transpose(w: number, wt: number, n: number, k: number, columns: number): void;

  /** Whether `productBack` reads the transposed copy for this many rows, or W itself. */
  readsTransposed(rows: number): boolean;

  /**
   * da (rows, columns) = dz (rows, N) · W, or da += if `accumulate` is 1. `wt` comes from `transpose` after
   * the last change of W, where `readsTransposed(rows)`. `columns` is a multiple of 8, at most K: padding and
   * the bias input need no gradient.
   */
  productBack(
    w: number,
    wt: number,
    dz: number,
    ldz: number,
    da: number,
    lda: number,
    rows: number,
    n: number,
    k: number,
    columns: number,
    accumulate: 0 | 1,
  ): void;

  /**
   * dW (N, K) = dzᵀ · a summed over the rows, or dW +=: the weight gradient of a whole segment in one
   * product.
   */
  weightGradient(
    a: number,
    lda: number,
    dz: number,
    ldz: number,
    dw: number,
    rows: number,
    n: number,
    k: number,
    accumulate: 0 | 1,
  ): void;

  /** z = max(z, 0) in place, over the first n columns (a multiple of 4) of each row. */
  relu(z: number, ldz: number, rows: number, n: number): void;

  /** dz = 0 where z ≤ 0, over the first n columns of each row; z is what `relu` left. */
  reluBack(z: number, ldz: number, dz: number, lddz: number, rows: number, n: number): void;

  /** Σ v tanh(q + k) over `length` numbers, a multiple of 4: how additive attention meets a key. */
  additiveScore(v: number, q: number, k: number, length: number): number;

  /**
   * From the gradient by that sum, `slope`: dv += slope · tanh(q + k); dq and dk += slope · v (1 − tanh²(q +
   * k)).
   */
  additiveScoreBack(
    v: number,
    q: number,
    k: number,
    slope: number,
    dv: number,
    dq: number,
    dk: number,
    length: number,
  ): void;

  /** Σ x². */
  sumOfSquares(x: number, length: number): number;

  /**
   * One step of Adam (Kingma & Ba 2015, Algorithm 1) over `length` parameters, a multiple of 8, with
   * decoupled weight decay (Loshchilov & Hutter 2019); g is read as `scale · g`, which is where the clipping
   * of the gradient's norm happens, and is left as it is. Moments never enter the denormal range.
   *
   *   m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← w · (1 − decay) − rate · m / (√v + ε)
   *
   * `rate` and `epsilon` come with the bias corrections already folded in: rate = α √(1 − β₂ᵗ) / (1 − β₁ᵗ),
   * epsilon = ε √(1 − β₂ᵗ); `decay` is α λ.
   */
  adam(
    w: number,
    g: number,
    m: number,
    v: number,
    length: number,
    ...step: AdamStep
  ): void;

  /**
   * The same for one matrix (N, K) whose gradient is that of a single row, g = dz ⊗ a, and so need not be
   * written out: of the time of a small batch's update, a fifth.
   */
  adamOuter(
    w: number,
    dz: number,
    a: number,
    m: number,
    v: number,
    n: number,
    k: number,
    ...step: AdamStep
  ): void;

  /**
   * The fast twin of a cell's step, by the cell's name, where this set has one; elsewhere the cell's own
   * equations run on `memory`.
   */
  readonly twins: Readonly<Record<string, CellTwin>>;
}

/**
 * Time steps of a cell, for all rows in one call: same buffers and same meaning as `forward` and `backward`
 * of nn/cells/cell.ts, whose `Step` is passed as its numbers.
 *
 * `steps` of them one after the other, all of as many rows: `forward` goes on from the step whose buffers are
 * given to those behind it, `backward` from the last one to those before it, each `rows` rows away. `dOut` 0:
 * none.
 */
export interface CellTwin {
  /** A step of some rows; addresses of its operands. */
  forward(
    whh: number,
    z: number,
    ldz: number,
    h: number,
    hNext: number,
    c: number,
    cNext: number,
    cache: number,
    rows: number,
    units: number,
    steps: number,
  ): void;
  /** The same step backward. */
  backward(
    whh: number,
    whhT: number,
    z: number,
    dz: number,
    dzh: number,
    ldz: number,
    h: number,
    c: number,
    cache: number,
    dh: number,
    dc: number,
    dOut: number,
    rows: number,
    units: number,
    steps: number,
  ): void;
}
