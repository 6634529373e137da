import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { RecursiveLeastSquares } from "../series/recursive_least_squares.ts";
import { addScaled, dot } from "./vectors.ts";

/** Expected square of a member's distance from the plain mean's weight. */
const VARIANCE = 0.003;
/** Share of the start's ridge that stays for good. */
const KEEP = 0.02;

/**
 * Online stacking: the weights with which the members' differences from the last value best sum up to the
 * actual one, by recursive least squares. They start at the plain mean, 1/M each, and a ridge holds them
 * there; they may be negative, and need not sum to one: what is missing falls to the last value.
 *
 * Memory and cost: O(M²), no allocation. Source: Wolpert 1992; Breiman 1996, "Stacked regressions", with
 * forgetting.
 */
export class Stack implements Persistent {
  /** (M): distances from 1/M. */
  private readonly weights: Float64Array;
  private readonly squares: RecursiveLeastSquares;
  private readonly row: Float64Array; // differences, gain

  constructor(private readonly members: number, forgetting: number) {
    this.weights = packed(Float64Array, members);
    this.squares = new RecursiveLeastSquares(new Float64Array(members).fill(VARIANCE), forgetting, KEEP);
    this.row = packed(Float64Array, 2 * members);
  }

  /** The weight of a member now. */
  weight(member: number): number {
    return 1 / this.members + this.weights[member];
  }

  /**
   * Learns from one row.
   * @param differences holds the members' scaled differences (M) at `at`; @param label the actual one
   */
  learn(differences: Float64Array, at: number, label: number): void {
    const { row, weights, squares, members } = this;
    let mean = 0;
    for (let m = 0; m < members; m++) {
      row[m] = differences[at + m];
      mean += row[m] / members;
    }
    squares.absorb(row, 0, members);
    const error = label - mean - dot(weights, 0, row, 0, members);
    addScaled(weights, 0, row, members, error, members);
    squares.shrink(weights);
  }

  persist(archive: Archive): void {
    archive.array("weights", this.weights);
    this.squares.persist(archive.within("squares"));
  }
}
