import { isDated } from "../evaluation/row_place.ts";
import type { AlertReport } from "../alerts/rule_watch.ts";
import { compare, SIGNIFICANCE } from "../evaluation/comparison.ts";
import { type MetricName, METRICS, type Score } from "../evaluation/metrics.ts";
import { ahead, count } from "../output/label.ts";
import { alertFigure, alertTable } from "./alert_figure.ts";
import { attentionFigure, type AttentionMap, attentionTable } from "./attention_map.ts";
import { seriesDots, seriesTable } from "./by_series.ts";
import { alarmsTable } from "./drift_marks.ts";
import { factsOf, type RunFacts } from "./facts.ts";
import { backtestTable } from "./backtest_table.ts";
import { coverageFigure, gainFigure, weightsFigure } from "./forecast_figures.ts";
import type { ForecastRecord } from "./forecast_record.ts";
import { listed } from "./listed.ts";
import { newestFigure } from "./newest_figure.ts";
import { leadsOf, nextTable } from "./next_rows.ts";
import { digits, pText } from "./number_text.ts";
import { renderPage } from "./page.ts";
import type { PageTable, Section } from "./page_parts.ts";
import { seriesPanels } from "./series_panels.ts";
import { skillGrid } from "./skill_grid.ts";
import { spanText } from "./time_ticks.ts";

/** What a run's page shows in addition to its plots. */
export interface ForecastFacts extends RunFacts {
  /** The conclusions. */
  readonly conclusions: readonly string[];
  readonly attention: readonly AttentionMap[];
  readonly alerts: readonly AlertReport[];
}

/** Rows of scores up to which all are shown at once; of more the nearest horizon's are, and all when asked for. */
const SHOWN_SCORES = 32;

/** The report of a run of `forecast`: what comes next, pictures over the run, scores with their significance, configuration. */
export function forecastPage(record: ForecastRecord, scores: readonly Score[], facts: ForecastFacts): string {
  const { targets, ensembles, options, drift, alerts } = record;
  const each = <T>(draw: (k: number) => T | undefined) =>
    targets.map((_, k) => draw(k)).filter((drawn) => drawn !== undefined);
  const sections: Section[] = [
    {
      heading: "What comes next",
      figures: each((k) => newestFigure(record, k, scores)),
      tables: [nextTable(record, scores)],
    },
    {
      heading: options.targets.length > 1 ? "Series and targets" : "Series",
      panels: seriesPanels(record, scores),
      dots: each((k) => seriesDots(record, k, scores)),
      tables: each((k) => seriesTable(record, k, scores)),
    },
    {
      heading: "Alerts",
      figures: (alerts?.scenes(record.series) ?? []).map((scene) => alertFigure(scene, options.time)),
      tables: [alertTable(facts.alerts)],
    },
    { heading: "Scores", tables: scoreTables(scores) },
    {
      heading: "Error by horizon",
      grids: options.horizons.length > 1 ? [skillGrid(scores, options.models)] : [],
    },
    {
      heading: "Error over time",
      figures: each((k) => gainFigure(record, k, scores)),
      tables: drift === undefined ? [] : [alarmsTable(drift, facts.series)],
    },
    {
      heading: "Coverage over time",
      figures: each((k) => coverageFigure(record, k, scores)),
      tables: [backtestTable(scores, options.levels[options.levels.length - 1])],
    },
    {
      heading: "Expert weights over time",
      figures: ensembles.flatMap((_, e) => each((k) => weightsFigure(record, e, k))),
    },
    {
      heading: "Attention",
      figures: facts.attention.map(attentionFigure),
      tables: facts.attention.map(attentionTable),
    },
  ];
  return renderPage({
    title: `Forecast of ${listed(options.targets)}`,
    subtitle: `${count(facts.rows)} rows` +
      (facts.series.length > 1 ? ` of ${count(facts.series.length)} series` : "") +
      `${spanOf(record)}, by ${listed(options.models)}`,
    lead: facts.rows > 0 ? leadsOf(record, scores) : [],
    words: [...facts.conclusions, ...limits(record)],
    sections: facts.rows > 0 ? sections : [],
    facts: factsOf(facts),
  });
}

/** `, 3 Jan 2000 to 24 Apr 2020` */
function spanOf(record: ForecastRecord): string {
  const { from, to, options: { time } } = record;
  return isDated(time) && from <= to ? `, ${spanText(from, to)}` : "";
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
      `The large plots show the first ${targets.length} of ${options.targets.length} targets, the small ones and the tables all.`,
    );
  }
  return words;
}

/** Metrics that stand before the others: a narrow page shows the beginning of a line. */
const FIRST: readonly MetricName[] = ["skill", "dmPValue"];

/** All scores; where they are many, first those of the nearest horizon. */
function scoreTables(scores: readonly Score[]): PageTable[] {
  const all = scoresTable(scores);
  if (all.rows.length <= SHOWN_SCORES) return [all];
  const nearest = Math.min(...scores.map(({ horizon }) => horizon));
  const first = scoresTable(scores.filter(({ horizon }) => horizon === nearest));
  const isOnly = first.rows.length === all.rows.length;
  const folded = { ...all, caption: `All ${count(all.rows.length)} scores`, isFolded: true };
  return isOnly ? [all] : first.rows.length <= SHOWN_SCORES ? [first, folded] : [folded];
}

/** A line per model, best first, target by target and horizon by horizon; a column in words says what the p-value means. */
function scoresTable(scores: readonly Score[]): PageTable {
  const others = (Object.keys(METRICS) as MetricName[]).filter((name) => !FIRST.includes(name));
  const shown = [...FIRST, ...others].filter((name) =>
    METRICS[name].heading !== "" && scores.some((score) => !Number.isNaN(score[name]))
  );
  const comparisons = compare(scores).filter(({ n }) => n > 0);
  return {
    caption:
      "Best first, target by target; p is of equal squared error with repeating the last value, better and " +
      `worse where it is below ${SIGNIFICANCE}`,
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
  if (dmPValue >= SIGNIFICANCE) return "no difference";
  return skill > 0 ? "better" : "worse";
}
