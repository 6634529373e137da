import type { Archive, Persistent } from "../base/archive.ts";
import { RootMeanSquare } from "../series/moments.ts";
import { BlockMeans } from "./block_means.ts";
import type { DriftDetector } from "./detector.ts";
import type { DetectorEntry } from "./registry.ts";

/**
 * By how much an error's weight in the usual size falls with each later one (slow, or a drift would set its
 * own measure), and how many times the usual size it counts there at most: an outlier sets no measure.
 */
const USUAL = { factor: 0.999, reach: 10 } as const;
/** An error counts as at most so many times the usual size: one outlier is no drift. */
const REACH = 4;
/** Errors that only tell what is usual, at the start and after an alarm. */
const SETTLING = 50;
/** Errors after an alarm in which there is no other: one change, one alarm. */
const REST = 200;

/**
 * The errors of one model on one target of one series, as detectors want them: in units of their usual size,
 * larger ones where the series moves more than it usually does; limited; and in blocks, where they resemble
 * each other. An alarm starts everything anew: what was usual before the change is no measure for what comes
 * after it.
 *
 * Memory: that of the detectors. Cost: O(1), and theirs.
 */
export class ErrorWatch implements Persistent {
  private readonly blocks: BlockMeans;
  private readonly usual = new RootMeanSquare(USUAL.factor, USUAL.reach);
  private readonly detectors: readonly DriftDetector[];
  private count = 0;
  private rest = 0;

  /** @param entries of the detectors */
  constructor(entries: readonly DetectorEntry[], horizon: number) {
    this.blocks = new BlockMeans(horizon);
    this.detectors = entries.map((entry) => entry.create());
  }

  /**
   * Takes in an error, finite. Returns the number of the first detector that gives the alarm, or -1.
   * @param volatility how many times more than usual the series moves
   */
  update(error: number, volatility: number): number {
    const { usual, detectors } = this;
    const unit = usual.value * volatility;
    usual.update(error);
    if (this.rest > 0) this.rest--;
    if (++this.count <= SETTLING || !(unit > 0)) return -1;
    const mean = this.blocks.update(Math.max(-REACH, Math.min(REACH, error / unit)));
    if (mean !== mean) return -1;
    let alarmed = -1;
    for (let d = 0; d < detectors.length; d++) {
      if (detectors[d].update(mean) === "drift" && alarmed < 0) alarmed = d;
    }
    if (alarmed < 0 || this.rest > 0) return -1;
    this.startAnew();
    return alarmed;
  }

  private startAnew(): void {
    this.usual.reset();
    for (const detector of this.detectors) detector.reset();
    this.count = 0;
    this.rest = REST;
  }

  persist(archive: Archive): void {
    this.count = archive.number("count", this.count);
    this.rest = archive.number("rest", this.rest);
    this.usual.persist(archive.within("usual"));
    this.blocks.persist(archive.within("blocks"));
    this.detectors.forEach((detector, d) => detector.persist(archive.within(`detector.${d}`)));
  }
}
