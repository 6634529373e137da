import type { Archive, Persistent } from "../base/archive.ts";

/** Bins of the reliability diagram, equal in width. */
export const RELIABILITY_BINS = 10;
/** Bins of the two-class scores, equal in log-odds within ±ODDS_LIMIT. */
const SCORE_BINS = 4096;
const ODDS_LIMIT = 20;

/**
 * What has to be summed up of one classifier's predictions, as they were before their labels were learned.
 * Bounded, whatever comes: classes² + 8,222 numbers. Cost of `add`: O(classes).
 */
export class Tally implements Persistent {
  n = 0;
  hits = 0;
  /** Σ −ln p(label), and Σ over classes (p − 1_label)². */
  logLoss = 0;
  brier = 0;
  /** (actual, predicted). */
  readonly confusion: Float64Array;
  /** By confidence of the predicted class: predictions, sum of confidence, hits. */
  readonly reliability = new Float64Array(3 * RELIABILITY_BINS);
  /** By the log-odds of class 1 against class 0: rows labelled 0, rows labelled 1. */
  readonly scores = new Float64Array(2 * SCORE_BINS);

  constructor(readonly classes: number) {
    this.confusion = new Float64Array(classes * classes);
  }

  /** @param probabilities (classes) @param predicted the likeliest class */
  add(probabilities: Float64Array, predicted: number, label: number): void {
    const confidence = probabilities[predicted];
    const hit = predicted === label ? 1 : 0;
    this.n++;
    this.hits += hit;
    this.logLoss -= Math.log(Math.max(probabilities[label], 1e-15));
    for (let i = 0; i < this.classes; i++) this.brier += (probabilities[i] - (i === label ? 1 : 0)) ** 2;
    this.confusion[label * this.classes + predicted]++;
    const bin = 3 * Math.min(RELIABILITY_BINS - 1, Math.floor(confidence * RELIABILITY_BINS));
    this.reliability[bin]++;
    this.reliability[bin + 1] += confidence;
    this.reliability[bin + 2] += hit;
    if (label < 2) this.scores[2 * oddsBin(probabilities[0], probabilities[1]) + label]++;
  }

  persist(archive: Archive): void {
    this.n = archive.number("n", this.n);
    this.hits = archive.number("hits", this.hits);
    this.logLoss = archive.number("logLoss", this.logLoss);
    this.brier = archive.number("brier", this.brier);
    archive.array("confusion", this.confusion);
    archive.array("reliability", this.reliability);
    archive.array("scores", this.scores);
  }
}

function oddsBin(p0: number, p1: number): number {
  const odds = Math.log(Math.max(p1, 1e-300) / Math.max(p0, 1e-300));
  const place = (Math.max(-ODDS_LIMIT, Math.min(ODDS_LIMIT, odds)) / ODDS_LIMIT + 1) / 2;
  return Math.min(SCORE_BINS - 1, Math.floor(place * SCORE_BINS));
}
