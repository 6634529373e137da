import type { Archive } from "../base/archive.ts";
import type { DriftDetector, Verdict } from "./detector.ts";
import { ExponentialHistogram } from "./exponential_histogram.ts";

/** Parameters of the test. */
export interface AdwinOptions {
  /** δ: a bound on how often a window without change is cut. Smaller: fewer false alarms, and later ones. */
  readonly confidence: number;
  /** The new mean must be at least so many times the old one: what is certain need not matter. */
  readonly growth: number;
  /** Errors between two looks at the window. */
  readonly every: number;
  /** Errors on each side of a cut, at least. */
  readonly least: number;
}

/**
 * ADWIN2, an adaptive window over values in [0, 1]: as long as possible, yet cut wherever its older part has
 * another mean than its newer one, so that what it holds is of one kind.
 *
 *   cut where |μ₀ − μ₁| ≥ √(2/m · σ² · ln(2/δ′)) + 2/(3m) · ln(2/δ′),  1/m = 1/n₀ + 1/n₁,  δ′ = δ / ln n
 *
 * Only a mean that has grown is an alarm, and only by a factor: errors that become smaller are learning, not
 * drift. Such a cut raises no alarm.
 *
 * Source: Bifet & Gavaldà 2007, "Learning from time-changing data with adaptive windowing", section 3
 * (equation 3.1). Memory: bounded, see `ExponentialHistogram`. Cost: a look at the window takes O(log n),
 * once in `every` values.
 */
export class Adwin implements DriftDetector {
  private readonly window = new ExponentialHistogram();
  private age = 0;
  // Of the look under way.
  private logarithm = 0;
  private variance = 0;
  private older = 0;
  private olderSum = 0;

  constructor(private readonly options: AdwinOptions) {}

  /** Values in the window, and their mean. */
  get length(): number {
    return this.window.count;
  }
  get mean(): number {
    return this.window.sum / this.window.count;
  }

  update(value: number): Verdict {
    const { window, options: { every, growth } } = this;
    window.add(value);
    if (++this.age % every !== 0) return "stable";
    let hasGrown = false;
    while (this.findCut()) {
      const { count, sum } = window;
      const older = this.olderSum / this.older;
      const newer = (sum - this.olderSum) / (count - this.older);
      if (newer >= growth * older) hasGrown = true;
      window.dropOldest();
    }
    return hasGrown ? "drift" : "stable";
  }

  /**
   * Whether there is a border at which the window is to be cut; how much is older than it stands in `older`,
   * `olderSum`.
   */
  private findCut(): boolean {
    const { count, squares } = this.window;
    if (count < 2 * this.options.least) return false;
    this.logarithm = Math.log(2 * Math.log(count) / this.options.confidence);
    this.variance = squares / count;
    return this.window.someBorder(this.isCut);
  }

  private readonly isCut = (older: number, olderSum: number): boolean => {
    const { window: { count, sum }, logarithm, variance, options: { least } } = this;
    const newer = count - older;
    if (older < least || newer < least) return false;
    this.older = older;
    this.olderSum = olderSum;
    const inverse = 1 / older + 1 / newer; // 1/m
    const bound = Math.sqrt(2 * inverse * variance * logarithm) + 2 / 3 * inverse * logarithm;
    return Math.abs(olderSum / older - (sum - olderSum) / newer) >= bound;
  };

  reset(): void {
    this.age = 0;
    this.window.clear();
  }

  persist(archive: Archive): void {
    this.age = archive.number("age", this.age);
    this.window.persist(archive.within("window"));
  }
}
