import { compare, SIGNIFICANCE } from "../evaluation/comparison.ts";
import { type MetricName, METRICS, type Score } from "../evaluation/metrics.ts";
import type { Figure } from "./figure.ts";
import {
  coverageFigure,
  errorFigure,
  horizonFigure,
  newestFigure,
  shareFigure,
  weightsFigure,
} from "./forecast_figures.ts";
import type { ForecastRecord } from "./forecast_record.ts";
import { type PageTable, renderPage, type Section } from "./page.ts";

/** What a run's page says beside its pictures. */
export interface ForecastFacts {
  readonly version: string;
  readonly kernels: string;
  readonly seed: number;
  readonly rows: number;
  readonly skipped: number;
  readonly series: readonly string[];
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The closing words. */
  readonly conclusions: readonly string[];
}

/** The report of a run of `forecast`: pictures over the run, scores with their significance, configuration. */
export function forecastPage(record: ForecastRecord, scores: readonly Score[], facts: ForecastFacts): string {
  const { targets, ensembles, options } = record;
  const each = (figure: (k: number) => Figure) => targets.map((_, k) => figure(k));
  const sections: Section[] = [
    {
      heading: "Forecasts and actuals",
      figures: each((k) => newestFigure(record, k, facts.series[0] ?? "", scores)),
    },
    { heading: "Scores", tables: [scoresTable(scores)] },
    {
      heading: "Error over time",
      figures: [...each((k) => errorFigure(record, k)), ...each((k) => shareFigure(record, k))],
    },
    { heading: "Error by horizon", figures: each((k) => horizonFigure(record, k, scores)) },
    {
      heading: "Expert weights over time",
      figures: ensembles.flatMap((_, e) => each((k) => weightsFigure(record, e, k))),
    },
    { heading: "Coverage over time", figures: each((k) => coverageFigure(record, k)) },
  ];
  const several = options.horizons.length > 1;
  const shown = sections.filter(({ heading, figures = [], tables = [] }) =>
    figures.length + tables.length > 0 && (several || heading !== "Error by horizon")
  );
  return renderPage({
    title: `Forecast of ${options.targets.join(", ")}`,
    subtitle: `${facts.rows.toLocaleString("en-US")} rows` +
      (facts.series.length > 1 ? ` of ${facts.series.length} series` : "") +
      `, by ${options.models.join(", ")}`,
    words: facts.conclusions,
    sections: facts.rows > 0 ? shown : [],
    facts: factsOf(facts),
  });
}

function factsOf({ version, kernels, seed, rows, skipped, series, configuration }: ForecastFacts) {
  const said = Object.entries(configuration).filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      [name, typeof value === "object" ? [value].flat().join(", ") : String(value)] as const
    )
    .filter(([name, value]) => value !== "" && name !== "seed");
  return [
    ["rows", String(rows)],
    ["skipped", String(skipped)],
    ["series", String(series.length)],
    ["seed", String(seed)],
    ...said,
    ["kernels", kernels],
    ["version", version],
  ] as const;
}

/** Metrics that stand before the others: a narrow page shows the beginning of a line. */
const FIRST: readonly MetricName[] = ["skill", "dmPValue"];

/** A line per model, best first, target by target and horizon by horizon; a column in words says what the p-value means. */
function scoresTable(scores: readonly Score[]): PageTable {
  const others = (Object.keys(METRICS) as MetricName[]).filter((name) => !FIRST.includes(name));
  const shown = [...FIRST, ...others].filter((name) =>
    METRICS[name].heading !== "" && scores.some((score) => !Number.isNaN(score[name]))
  );
  return {
    caption: "Best first, target by target; p is of equal squared error with repeating the last value",
    columns: ["target", "horizon", "model", "against naive", ...shown.map((name) => METRICS[name].heading)],
    rows: compare(scores).flatMap(({ scores }) =>
      scores.map((score) => [
        score.target,
        String(score.horizon),
        score.model,
        verdict(score),
        ...shown.map((name) => metricText(name, score[name])),
      ])
    ),
  };
}

function metricText(name: MetricName, value: number): string {
  if (Number.isNaN(value)) return "–";
  if (name === "dmPValue") return value < 0.001 ? "< 0.001" : value.toFixed(3);
  if (METRICS[name].unit === "share") return `${(100 * value).toFixed(name === "skill" ? 2 : 1)} %`;
  return String(Number(value.toPrecision(4)));
}

function verdict({ skill, dmPValue }: Score): string {
  if (Number.isNaN(dmPValue)) return "–";
  if (dmPValue >= SIGNIFICANCE) return "no significant difference";
  return skill > 0 ? "significantly better" : "significantly worse";
}
