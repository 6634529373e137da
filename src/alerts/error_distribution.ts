import type { Archive, Persistent } from "../base/archive.ts";

/** Grid points: at the sinh of −4 … 4 in steps of an eighth, so dense around 0 and out to ±27. */
const STEPS_PER_UNIT = 8;
const FARTHEST = 4;
const POINTS = 2 * STEPS_PER_UNIT * FARTHEST + 1;
/** Errors that the logistic distribution counts for, with which it begins. */
const PRIOR_WEIGHT = 20;
/** Errors over which it is tracked. */
const MEMORY = 2000;

const GRID = Float64Array.from(
  { length: POINTS },
  (_, j) => Math.sinh((j - STEPS_PER_UNIT * FARTHEST) / STEPS_PER_UNIT),
);

/**
 * The distribution of forecast errors (actual − forecast, in units of their usual size), tracked online: the share of
 * errors at or below each point of a grid, as an average over the last 2,000 or so,
 *
 *   F_j ← F_j + a (1{z ≤ g_j} − F_j),  a = 1 / min(2000, 20 + n),
 *
 * linear between the points and exponential beyond them. Nothing is assumed of its shape: skew and heavy tails are what
 * the errors had. Before any, it is a logistic one of variance 1.
 *
 * Memory: 65 numbers. Cost of `update`: one pass over them, no allocation.
 */
export class ErrorDistribution implements Persistent {
  /** F at the grid, never falling. */
  private readonly shares = GRID.map((z) => 1 / (1 + Math.exp(-z * Math.PI / Math.sqrt(3))));
  private count = 0;

  /** Takes in an error, finite. */
  update(error: number): void {
    const { shares } = this;
    const step = 1 / Math.min(MEMORY, PRIOR_WEIGHT + ++this.count);
    for (let j = 0; j < POINTS; j++) shares[j] += step * ((error <= GRID[j] ? 1 : 0) - shares[j]);
  }

  /** The probability of an error below z. */
  below(z: number): number {
    const { shares } = this;
    if (z <= GRID[0]) return shares[0] * Math.exp(z - GRID[0]);
    if (z >= GRID[POINTS - 1]) return 1 - (1 - shares[POINTS - 1]) * Math.exp(GRID[POINTS - 1] - z);
    const j = Math.min(POINTS - 2, Math.floor(Math.asinh(z) * STEPS_PER_UNIT) + STEPS_PER_UNIT * FARTHEST);
    const share = (z - GRID[j]) / (GRID[j + 1] - GRID[j]);
    return shares[j] + Math.max(0, Math.min(1, share)) * (shares[j + 1] - shares[j]);
  }

  persist(archive: Archive): void {
    this.count = archive.number("count", this.count);
    archive.array("shares", this.shares);
  }
}
