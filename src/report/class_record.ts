import type { OnScored } from "../classify/classification.ts";
import { DieboldMariano, type LossWindow } from "../evaluation/diebold_mariano.ts";
import { HalvingMeans } from "./halving_means.ts";

/** Points of a line over time, at most: hits are noisy, and want long stretches. */
const POINTS = 48;
/** Baselines: the first of these that runs is what the others are compared with. */
const BASELINES = ["majority", "last"];
/** The least probability that a log loss is taken of, as in the scores. */
const LEAST = 1e-15;

/**
 * What a report remembers of a run of classifiers: hits and log loss over time, in memory that does not grow with the run, and
 * what the comparison with a baseline needs: 13 · (1 + models) float64 per sequence.
 *
 * Cost of a label: O(models), without allocation.
 */
export class ClassRecord {
  /** Labels scored since the record began. */
  labels = 0;
  /** (models): shares of hits, and means of −ln p(label). */
  readonly hits: HalvingMeans;
  readonly losses: HalvingMeans;
  /** The model that the others are compared with; undefined if no baseline runs. */
  readonly baseline: string | undefined;
  private readonly comparison: DieboldMariano;
  private readonly windows: LossWindow[] = []; // by sequence
  private readonly differences: Float64Array; // 1, then by model: its log loss less the baseline's

  /** @param kinds of the models, which are named otherwise where one has several */
  constructor(readonly models: readonly string[], readonly kinds: readonly string[] = models) {
    this.hits = new HalvingMeans(models.length, POINTS);
    this.losses = new HalvingMeans(models.length, POINTS);
    this.baseline = BASELINES.find((name) => models.includes(name));
    this.comparison = new DieboldMariano(models.length, [1]);
    this.differences = new Float64Array(1 + models.length).fill(1);
  }

  /** Takes in a label that is scored. */
  readonly settle: OnScored = (sequence, label, predictions, predicted) => {
    const { models, hits, losses, differences, baseline } = this;
    for (let m = 0; m < models.length; m++) {
      const loss = -Math.log(Math.max(predictions[m].probabilities[label], LEAST));
      hits.add(this.labels, m, predicted[m] === label ? 1 : 0);
      losses.add(this.labels, m, loss);
      differences[1 + m] = loss;
    }
    this.labels++;
    if (baseline === undefined) return;
    const base = differences[1 + models.indexOf(baseline)];
    for (let m = 1; m < differences.length; m++) differences[m] -= base;
    while (this.windows.length <= sequence) this.windows.push(this.comparison.open());
    this.windows[sequence].advance();
    this.windows[sequence].slide(0, differences);
  };

  /**
   * By model, the p-value of a log loss equal to the baseline's (Diebold and Mariano's test, the labels of one sequence up
   * to 11 apart taken as dependent). NaN for the baseline itself, and below 96 labels.
   */
  pValues(): Float64Array {
    return this.comparison.pValues(this.windows);
  }
}
