import { compare, SIGNIFICANCE } from "../evaluation/comparison.ts";
import { type MetricName, METRICS, type Score } from "../evaluation/metrics.ts";
import { ahead, count } from "../output/label.ts";
import type { Figure } from "./figure.ts";
import {
  coverageFigure,
  errorFigure,
  horizonFigure,
  shareFigure,
  weightsFigure,
} from "./forecast_figures.ts";
import type { ForecastRecord } from "./forecast_record.ts";
import { attentionFigure, type AttentionMap, attentionTable } from "./attention_map.ts";
import { alarmsTable } from "./drift_marks.ts";
import { factsOf, type RunFacts } from "./facts.ts";
import { newestFigure } from "./newest_figure.ts";
import { listed } from "./listed.ts";
import { digits, pText } from "./number_text.ts";
import { type PageTable, renderPage, type Section } from "./page.ts";

/** What a run's page says beside its pictures. */
export interface ForecastFacts extends RunFacts {
  /** The closing words. */
  readonly conclusions: readonly string[];
  readonly attention: readonly AttentionMap[];
}

/** The report of a run of `forecast`: pictures over the run, scores with their significance, configuration. */
export function forecastPage(record: ForecastRecord, scores: readonly Score[], facts: ForecastFacts): string {
  const { targets, ensembles, options } = record;
  const each = (figure: (k: number) => Figure) => targets.map((_, k) => figure(k));
  const sections: Section[] = [
    {
      heading: "Forecasts and actuals",
      figures: each((k) => newestFigure(record, k, facts.series, scores)),
    },
    { heading: "Scores", tables: [scoresTable(scores)] },
    {
      heading: "Error over time",
      figures: targets.flatMap((_, k) => [errorFigure(record, k), shareFigure(record, k)]),
    },
    { heading: "Drift", tables: driftTables(record, facts.series) },
    {
      heading: "Error by horizon",
      figures: options.horizons.length > 1 ? each((k) => horizonFigure(record, k, scores)) : [],
    },
    {
      heading: "Expert weights over time",
      figures: ensembles.flatMap((_, e) => each((k) => weightsFigure(record, e, k))),
    },
    { heading: "Coverage over time", figures: each((k) => coverageFigure(record, k)) },
    {
      heading: "Attention",
      figures: facts.attention.map(attentionFigure),
      tables: facts.attention.map(attentionTable),
    },
  ];
  return renderPage({
    title: `Forecast of ${listed(options.targets)}`,
    subtitle: `${count(facts.rows)} rows` +
      (facts.series.length > 1 ? ` of ${facts.series.length} series` : "") +
      `, by ${listed(options.models)}`,
    words: [...facts.conclusions, ...limits(record)],
    sections: facts.rows > 0 ? sections : [],
    facts: factsOf(facts),
  });
}

function driftTables({ drift }: ForecastRecord, series: readonly string[]): PageTable[] {
  return drift === undefined || drift.alarms === 0 ? [] : [alarmsTable(drift, series)];
}

/** What the plots leave out. */
function limits({ start, rows, targets, options }: ForecastRecord): string[] {
  const words: string[] = [];
  if (start > 0) {
    words.push(
      `The run was resumed after ${count(start)} rows: the plots and drift alarms are of the ${
        count(rows)
      } rows since, the scores of the whole run.`,
    );
  }
  if (targets.length < options.targets.length) {
    words.push(
      `The plots show the first ${targets.length} of ${options.targets.length} targets, the tables all.`,
    );
  }
  return words;
}

/** Metrics that stand before the others: a narrow page shows the beginning of a line. */
const FIRST: readonly MetricName[] = ["skill", "dmPValue"];

/** A line per model, best first, target by target and horizon by horizon; a column in words says what the p-value means. */
function scoresTable(scores: readonly Score[]): PageTable {
  const others = (Object.keys(METRICS) as MetricName[]).filter((name) => !FIRST.includes(name));
  const shown = [...FIRST, ...others].filter((name) =>
    METRICS[name].heading !== "" && scores.some((score) => !Number.isNaN(score[name]))
  );
  const comparisons = compare(scores).filter(({ n }) => n > 0);
  return {
    caption: "Best first, target by target; p is of equal squared error with repeating the last value",
    columns: ["model", "against naive", ...shown.map((name) => METRICS[name].heading)],
    groups: comparisons.flatMap(({ target, horizon, n, scores }) =>
      scores.map(() => `${target}, ${ahead(horizon)}: ${count(n)} scored`)
    ),
    rows: comparisons.flatMap(({ scores }) =>
      scores.map((score) => [
        score.model,
        verdict(score),
        ...shown.map((name) => metricText(name, score[name])),
      ])
    ),
  };
}

function metricText(name: MetricName, value: number): string {
  if (Number.isNaN(value)) return "–";
  if (name === "dmPValue") return pText(value);
  if (METRICS[name].unit === "share") {
    return `${(100 * value).toFixed(name === "skill" ? 2 : 1)} %`.replace("-", "−");
  }
  return digits(value);
}

function verdict({ skill, dmPValue }: Score): string {
  if (Number.isNaN(dmPValue)) return "–";
  if (dmPValue >= SIGNIFICANCE) return "no significant difference";
  return skill > 0 ? "significantly better" : "significantly worse";
}
