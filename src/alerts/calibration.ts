import type { Archive, Persistent } from "../base/archive.ts";
import { History } from "../series/history.ts";

/** How well probabilities were calibrated: their mean is to be the share that came true. */
export interface CalibrationReport {
  readonly judged: number;
  readonly probability: number;
  readonly observed: number;
  /** The Brier score (1950), and what always saying `observed` would have scored. */
  readonly brier: number;
  readonly baseBrier: number;
}

/** What came of the probabilities of a rule, over all series. */
export class CalibrationSums implements Persistent {
  /** Probabilities judged, their sum, how many of them came true, and the sum of the squared differences. */
  readonly values: Float64Array = new Float64Array(4);

  report(): CalibrationReport {
    const [judged, sum, hits, squares] = this.values;
    const observed = hits / judged;
    return {
      judged,
      probability: sum / judged,
      observed,
      brier: squares / judged,
      baseBrier: observed * (1 - observed),
    };
  }

  persist(archive: Archive): void {
    archive.array("values", this.values);
  }
}

/**
 * Holds the probabilities said of one series until their rows have come. A probability came true if any value within its
 * reach lay beyond the limit; without a value there it is not judged.
 *
 * Memory: two numbers per row of the farthest reach. Cost: O(1).
 */
export class Calibration implements Persistent {
  /** Of each row: the probability said, and how many values there had been. */
  private readonly said: History<Float64Array>;
  private row = 0;
  private values = 0;
  private lastBeyond = -Infinity;

  /** @param farthest rows of the longest reach */
  constructor(private readonly sums: CalibrationSums, farthest: number) {
    this.said = History.float64(2, farthest);
  }

  /** The newest row has come: whether it had a value, whether that lay beyond the limit, and the reach in rows (NaN: unknown). */
  settle(isPresent: boolean, isBeyond: boolean, reach: number): void {
    this.row++;
    if (isPresent) this.values++;
    if (isBeyond) this.lastBeyond = this.row;
    if (!(reach >= 1 && reach <= this.said.available)) return;
    const at = this.said.at(reach - 1);
    const [probability, values] = [this.said.data[at], this.said.data[at + 1]];
    if (probability !== probability || values === this.values) return;
    const { values: sums } = this.sums;
    const came = this.lastBeyond > this.row - reach ? 1 : 0;
    sums[0]++;
    sums[1] += probability;
    sums[2] += came;
    sums[3] += (probability - came) ** 2;
  }

  /** What is said at the newest row; NaN if nothing is. */
  issue(probability: number): void {
    const at = this.said.push();
    this.said.data[at] = probability;
    this.said.data[at + 1] = this.values;
  }

  persist(archive: Archive): void {
    this.said.persist(archive.within("said"));
    this.row = archive.number("row", this.row);
    this.values = archive.number("values", this.values);
    this.lastBeyond = archive.number("lastBeyond", this.lastBeyond);
  }
}
