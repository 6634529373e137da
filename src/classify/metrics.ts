import { measure, type Metric, metric, ratio } from "../evaluation/metric.ts";
import { RELIABILITY_BINS, type Tally } from "./tally.ts";

/** A tally, and how many classes have been seen. */
export interface Judged {
  readonly tally: Tally;
  readonly seen: number;
}

/**
 * Every metric of the summary and the closing table, in their order. All are prequential: of predictions made
 * before their label was known.
 *
 * Sources: `macroF1`: mean over the classes seen of 2 tp / (2 tp + fp + fn), van Rijsbergen 1979; `auroc`:
 * share of pairs in the right order, Hanley & McNeil 1982, of scores in 4,096 bins of log-odds, pairs in one
 * bin counting half; `ece`: Naeini et al. 2015, ten bins of equal width; `brier`: Brier 1950, summed over
 * classes.
 */
// deno-fmt-ignore: a table, one metric a line
export const CLASS_METRICS = {
  n:        metric("",         "rows",  "fact",   "labels scored",                     ({ tally }) => tally.n),
  accuracy: metric("accuracy", "share", "higher", "labels that were predicted",        ({ tally }) => ratio(tally.hits, tally.n)),
  macroF1:  metric("macro F1", "ratio", "higher", "mean of the classes' F1",           macroF1),
  auroc:    metric("AUROC",    "ratio", "higher", "two classes: pairs put in order",   auroc),
  logLoss:  metric("log loss", "ratio", "lower",  "mean of −ln p(label)",              ({ tally }) => ratio(tally.logLoss, tally.n)),
  brier:    metric("Brier",    "ratio", "lower",  "squared error of probabilities",    ({ tally }) => ratio(tally.brier, tally.n)),
  ece:      metric("ECE",      "ratio", "lower",  "confidence against hits, mean gap", calibrationError),
} as const satisfies Record<string, Metric<Judged>>;

/** One classifier's metrics. NaN where one has nothing to say. */
export interface ClassScore extends Readonly<Record<keyof typeof CLASS_METRICS, number>> {
  readonly model: string;
  /** F1 by class; a class that never was a label nor predicted is left out. */
  readonly f1: Readonly<Record<string, number>>;
  /** By actual class, then by predicted class. */
  readonly confusion: readonly (readonly number[])[];
  /**
   * Bins of confidence that hold predictions, by number: how many, their mean confidence, the share of hits.
   */
  readonly reliability: readonly {
    readonly bin: number;
    readonly n: number;
    readonly confidence: number;
    readonly accuracy: number;
  }[];
}

/** @param names of the classes seen */
export function classScore(model: string, tally: Tally, names: readonly string[]): ClassScore {
  const f1 = names.map((name, c) => [name, f1Of(tally, c)] as const).filter(([, value]) => value === value);
  return {
    model,
    ...measure<Judged, keyof typeof CLASS_METRICS>(CLASS_METRICS, { tally, seen: names.length }),
    f1: Object.fromEntries(f1),
    confusion: names.map((_, i) => names.map((_, j) => tally.confusion[i * tally.classes + j])),
    reliability: bins(tally).filter(({ n }) => n > 0),
  };
}

function f1Of({ confusion, classes }: Tally, c: number): number {
  let involved = 0;
  for (let other = 0; other < classes; other++) {
    involved += confusion[c * classes + other] + confusion[other * classes + c];
  }
  return ratio(2 * confusion[c * classes + c], involved);
}

function macroF1({ tally, seen }: Judged): number {
  let sum = 0;
  let known = 0;
  for (let c = 0; c < seen; c++) {
    const f1 = f1Of(tally, c);
    if (f1 !== f1) continue;
    sum += f1;
    known++;
  }
  return ratio(sum, known);
}

function auroc({ tally: { scores }, seen }: Judged): number {
  if (seen !== 2) return NaN;
  let zeros = 0;
  let ones = 0;
  let inOrder = 0;
  for (let i = 0; i < scores.length; i += 2) {
    inOrder += scores[i + 1] * (zeros + scores[i] / 2);
    zeros += scores[i];
    ones += scores[i + 1];
  }
  return ratio(inOrder, zeros * ones);
}

function calibrationError({ tally }: Judged): number {
  const gaps = bins(tally).reduce(
    (sum, { n, confidence, accuracy }) => n > 0 ? sum + n * Math.abs(confidence - accuracy) : sum,
    0,
  );
  return ratio(gaps, tally.n);
}

function bins({ reliability }: Tally): ClassScore["reliability"][number][] {
  return Array.from({ length: RELIABILITY_BINS }, (_, i) => {
    const n = reliability[3 * i];
    return {
      bin: i,
      n,
      confidence: ratio(reliability[3 * i + 1], n),
      accuracy: ratio(reliability[3 * i + 2], n),
    };
  });
}
