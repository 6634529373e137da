import { printable } from "../base/printable.ts";
import { ahead, count, label } from "./label.ts";
import { sparkline } from "./sparkline.ts";

/** One forecast of what comes next. */
export interface NextForecast {
  readonly target: string;
  readonly horizon: number;
  readonly model: string;
  readonly value: number;
  /** Its interval; NaN until that is calibrated. */
  readonly lower: number;
  readonly upper: number;
  /** When it is for, in the form of the input's times; "" where that is not known. */
  readonly due: string;
}

/** The newest forecasts of a series. */
export interface NextOfSeries {
  readonly series: string;
  /** Of the newest row, as it stood. */
  readonly time: string;
  /** One a target and horizon: of the model that has been best there. */
  readonly forecasts: readonly NextForecast[];
  /** The newest values of its first target, the newest last. */
  readonly recent: readonly number[];
}

/** Series and lines that are shown at most. */
const SERIES = 12;
const LINES = 24;
/** Columns that are given up, in this order, where the terminal is too narrow. */
const EXPENDABLE = ["recent", "by"];

interface Column {
  readonly heading: string;
  readonly cells: readonly string[];
  readonly isNumber?: boolean;
}

/**
 * The table that ends a run on a terminal: what comes next, by series and horizon, in at most `width` characters a line.
 *
 * @param all of every series, in the order of their first rows
 * @param level of the intervals: 0.9
 */
export function nextTable(all: readonly NextOfSeries[], level: number, width: number): string {
  const lines = all.slice(0, SERIES).flatMap((of) =>
    of.forecasts.map((forecast, i) => ({ of, forecast, i }))
  );
  const shown = lines.slice(0, LINES);
  if (shown.length === 0) return "";
  const percent = `${Number((100 * level).toPrecision(12))} %`;
  const has = (differs: (line: typeof shown[number]) => string) => new Set(shown.map(differs)).size > 1;
  const named = all.length > 1 || all[0].series !== "";
  const columns: Column[] = [
    ...(named
      ? [{ heading: "series", cells: shown.map(({ of, i }) => i === 0 ? label(of.series, 20) : "") }]
      : []),
    ...(has(({ forecast }) => forecast.target)
      ? [{ heading: "target", cells: shown.map(({ forecast }) => label(forecast.target, 20)) }]
      : []),
    {
      heading: "for",
      cells: shown.map(({ forecast: { due, horizon } }) => due === "" ? ahead(horizon) : printable(due)),
    },
    {
      heading: "forecast",
      cells: shown.map(({ forecast }) => rounded(forecast.value, forecast)),
      isNumber: true,
    },
    { heading: percent, cells: shown.map(({ forecast }) => interval(forecast)) },
    { heading: "by", cells: shown.map(({ forecast }) => label(forecast.model, 20)) },
    { heading: "recent", cells: shown.map(({ of, i }) => i === 0 ? sparkline(of.recent) : "") },
  ];
  const title = `What comes next${titleEnd(shown[0], has(({ forecast }) => forecast.target), all)}`;
  return [cut(title, width), ...table(columns, width), ...rest(all, lines.length - shown.length)].join("\n");
}

/** `: close, after 2020-08-31` */
function titleEnd(
  { of, forecast }: { of: NextOfSeries; forecast: NextForecast },
  manyTargets: boolean,
  all: readonly NextOfSeries[],
): string {
  const after = all.length === 1 && of.time !== "" ? [`after ${printable(of.time)}`] : [];
  const parts = [...(manyTargets ? [] : [label(forecast.target, 40)]), ...after];
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

function table(columns: readonly Column[], width: number): string[] {
  const sizes = columns.map(({ heading, cells }) =>
    Math.max(...[heading, ...cells].map(({ length }) => length))
  );
  const total = sizes.reduce((sum, size) => sum + size + 2, 0);
  const given = EXPENDABLE.find((name) => columns.some(({ heading }) => heading === name));
  if (total > width && given !== undefined) {
    return table(columns.filter(({ heading }) => heading !== given), width);
  }
  const line = (cell: (column: Column) => string) =>
    columns.map((column, c) => {
      const text = cell(column);
      return "  " + (column.isNumber ? text.padStart(sizes[c]) : text.padEnd(sizes[c]));
    }).join("").trimEnd();
  const rows = columns[0].cells.map((_, i) => line(({ cells }) => cells[i]));
  return [line(({ heading }) => heading), ...rows].map((text) => cut(text, width));
}

/** What is not shown is counted. */
function rest(all: readonly NextOfSeries[], forecasts: number): string[] {
  const series = all.length - SERIES;
  if (series <= 0 && forecasts <= 0) return [];
  const parts = [
    ...(series > 0 ? [`${count(series)} more series`] : []),
    ...(forecasts > 0 ? [`${count(forecasts)} more forecasts of these`] : []),
  ];
  return [`  … ${parts.join(" and ")}: --latest prints all`];
}

function interval(forecast: NextForecast): string {
  const { lower, upper } = forecast;
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) return "not calibrated yet";
  return `${rounded(lower, forecast)} to ${rounded(upper, forecast)}`;
}

/** To three digits of the interval's width, or five of the number itself. */
function rounded(value: number, { lower, upper, value: forecast }: NextForecast): string {
  if (!Number.isFinite(value)) return "–";
  const width = upper - lower;
  const size = width > 0 && Number.isFinite(width)
    ? Math.log10(width) - 2
    : Math.log10(Math.abs(forecast)) - 4;
  if (size > 12 || (size < -9 && Number.isFinite(size))) return value.toPrecision(5);
  const decimals = Number.isFinite(size) ? Math.max(0, -Math.floor(size)) : 0;
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".");
  const digits = count(Number(whole)) + (fraction === undefined ? "" : `.${fraction}`);
  return value < 0 ? `−${digits}` : digits;
}

function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join("")}…`;
}
