import { CLASS_METRICS, type ClassScore } from "../classify/metrics.ts";
import { RELIABILITY_BINS } from "../classify/tally.ts";
import { SIGNIFICANCE } from "../evaluation/comparison.ts";
import { count } from "../output/label.ts";
import { accuracyFigure, confusionFigure, gathered, lossFigure, reliabilityFigure } from "./class_figures.ts";
import type { ClassRecord } from "./class_record.ts";
import { factsOf, type RunFacts } from "./facts.ts";
import { renderPage } from "./page.ts";
import type { PageTable, Section } from "./page_parts.ts";
import { listed } from "./listed.ts";
import { pText } from "./number_text.ts";

/** What a page of classifiers shows in addition to their scores. */
export interface ClassFacts extends RunFacts {
  /** What is predicted: `state`. */
  readonly label: string;
  /** Names of the classes met. */
  readonly classes: readonly string[];
}

/** Largest number of classes for which two matrices stand side by side. */
const PAIRED = 12;

type MetricName = keyof typeof CLASS_METRICS;

/** The report of a run of `classify`: accuracy over time, scores with their significance, confusion, reliability. */
export function classPage(record: ClassRecord, all: readonly ClassScore[], facts: ClassFacts): string {
  const { label, rows, series, classes } = facts;
  const scores = all.filter(({ n }) => n > 0).sort((a, b) => a.logLoss - b.logLoss);
  const scored = scores[0]?.n ?? 0;
  const start = scored - record.labels;
  const tested = record.pValues();
  const pValues = new Map(record.models.map((name, m) => [name, tested[m]]));
  const sections: Section[] = scored === 0 ? [] : [
    { heading: "Scores", tables: [scoresTable(scores, record, pValues)] },
    ...(record.labels === 0 ? [] : [
      {
        heading: "Over time",
        figures: [accuracyFigure(record, start), lossFigure(record, start)],
      },
    ]),
    {
      heading: "Confusion",
      figures: scores.map((score) => confusionFigure(score, classes)),
      pairs: classes.length <= PAIRED,
    },
    { heading: "Class by class", tables: [classesTable(scores, classes)] },
    {
      heading: "Reliability",
      figures: [reliabilityFigure(scores, record)],
      tables: [reliabilityTable(scores)],
    },
  ];
  return renderPage({
    title: `Classification: ${label}`,
    subtitle: `${count(rows)} rows` + (series.length > 1 ? ` in ${count(series.length)} sequences` : "") +
      `, ${count(scored)} labels scored, ${classes.length} classes, by ${listed(record.models)}`,
    words: [...conclusions(scores, record, pValues), ...sinceResume(start, record)],
    sections,
    facts: factsOf(facts),
  });
}

/** The outcome in a sentence or two. */
function conclusions(
  scores: readonly ClassScore[],
  { baseline }: ClassRecord,
  pValues: ReadonlyMap<string, number>,
): string[] {
  if (scores.length === 0) return ["Nothing was scored: no label came after the first, or all were warm-up."];
  const [best] = scores;
  const base = scores.find(({ model }) => model === baseline);
  const is = `Best by log loss: ${best.model}, ${best.logLoss.toFixed(3)}, ` +
    `with ${(100 * best.accuracy).toFixed(1)} % of the labels predicted`;
  if (base === undefined) return [`${is}. No baseline ran (--models …,majority) to compare it with.`];
  if (base === best) {
    return [`${is}. No model was better than this baseline: it has learned nothing from the rows.`];
  }
  const p = pValues.get(best.model) ?? NaN;
  const words = Number.isNaN(p)
    ? "too few labels to say whether the difference is more than luck"
    : `the difference is ${p < SIGNIFICANCE ? "" : "not "}significant (p ${pText(p, "= ")})`;
  return [
    `${is}; ${base.model}, which looks at no row, has ${base.logLoss.toFixed(3)} and ${
      (100 * base.accuracy).toFixed(1)
    } %: ${words}.`,
  ];
}

function sinceResume(start: number, { labels }: ClassRecord): string[] {
  if (start === 0) return [];
  return [
    `The run was resumed after ${
      count(start)
    } scored labels: the plots over time and the p-values are of the ${
      count(labels)
    } labels since, all else is of the whole run.`,
  ];
}

/** A line per model, best first. */
function scoresTable(
  scores: readonly ClassScore[],
  { baseline }: ClassRecord,
  pValues: ReadonlyMap<string, number>,
): PageTable {
  const shown = (Object.keys(CLASS_METRICS) as MetricName[]).filter((name) =>
    CLASS_METRICS[name].heading !== "" && scores.some((score) => !Number.isNaN(score[name]))
  );
  const base = scores.find(({ model }) => model === baseline)?.logLoss ?? NaN;
  const compared = baseline === undefined ? [] : [`against ${baseline}`, "p"];
  return {
    caption: "Best log loss first" +
      (baseline === undefined ? "" : `; p is of a log loss equal to that of ${baseline}`),
    columns: ["model", ...compared, ...shown.map((name) => CLASS_METRICS[name].heading)],
    rows: scores.map((score) => {
      const p = pValues.get(score.model) ?? NaN;
      return [
        score.model,
        ...(baseline === undefined ? [] : [verdict(score.logLoss < base, p), pText(p)]),
        ...shown.map((name) => metricText(name, score[name])),
      ];
    }),
  };
}

function verdict(isBetter: boolean, p: number): string {
  if (Number.isNaN(p)) return "–";
  if (p >= SIGNIFICANCE) return "no significant difference";
  return isBetter ? "significantly better" : "significantly worse";
}

function metricText(name: MetricName, value: number): string {
  if (Number.isNaN(value)) return "–";
  return CLASS_METRICS[name].unit === "share" ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);
}

/** Precision, recall and F1 (their harmonic mean) of each class, by model. */
function classesTable(scores: readonly ClassScore[], classes: readonly string[]): PageTable {
  const matrices = scores.map(({ confusion }) => gathered(confusion, classes));
  const { names } = matrices[0];
  const others = classes.length > names.length;
  return {
    caption:
      "Precision: of what was predicted as the class, the share that was; recall: of its labels, the share found",
    columns: ["class", "model", "labels", "predicted", "precision", "recall", "F1"],
    rows: names.slice(0, others ? -1 : undefined).flatMap((name, c) =>
      scores.map(({ model }, s) => {
        const { matrix } = matrices[s];
        const [labels, predicted] = [matrix[c], matrix.map((row) => row[c])]
          .map((ns) => ns.reduce((a, b) => a + b, 0));
        const hits = matrix[c][c];
        return [
          name,
          model,
          count(labels),
          count(predicted),
          ...[hits / predicted, hits / labels, 2 * hits / (labels + predicted)].map(ratioText),
        ];
      })
    ),
  };
}

function ratioText(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : "–";
}

/** How many labels each point of the reliability curve stands for. */
function reliabilityTable(scores: readonly ClassScore[]): PageTable {
  const bins = Array.from({ length: RELIABILITY_BINS }, (_, i) => i);
  return {
    caption: "Labels by the probability of the predicted class",
    columns: ["model", ...bins.map((i) => `${i / RELIABILITY_BINS}–${(i + 1) / RELIABILITY_BINS}`)],
    rows: scores.map(({ model, reliability }) => {
      const held = new Map(reliability.map(({ bin, n }) => [bin, n]));
      return [model, ...bins.map((i) => count(held.get(i) ?? 0))];
    }),
  };
}
