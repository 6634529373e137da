import { MODEL_LISTS } from "../models/model_lists.ts";
import { parseRule } from "../alerts/rule_parser.ts";
import {
  choice,
  type FlagTable,
  integer,
  optionalNumber,
  parsed,
  repeated,
  text,
  toggle,
  wrongValue,
} from "./flag.ts";
import { FORM } from "./input_flags.ts";
import {
  readCalendar,
  readHorizons,
  readLevels,
  readNames,
  readNamesOrNone,
  readPeriods,
  readQuantiles,
  readRange,
} from "./lists.ts";
import { readServeAddress } from "./serve_address.ts";

/**
 * All flags, a line each, in the groups that `--help` shows. A command's table is made of the groups it
 * takes. To add a flag, add its line: the parser, the checks, `--help` and the type of the options follow.
 */

/** How many threads: a number, or as many as there are cores. */
function readWorkers(what: string, text: string): number {
  if (text === "auto") return navigator.hardwareConcurrency;
  if (!/^[1-9]\d{0,2}$/.test(text)) throw wrongValue(what, text, "auto or a whole number from 1 up to 999");
  return Number(text);
}

const asItStands = (_: string, text: string) => text;

const INPUT = {
  input: text("FILE", "read the rows from this file", { shownDefault: "standard input" }),
  ...FORM,
  badRows: choice(["skip", "fail"], "what to do with a row that cannot be read"),
  rejects: text("FILE", "write every skipped line to this file, unchanged", { shownDefault: "none" }),
  valid: repeated(
    "COL=LOW..HIGH",
    readRange,
    "valid range: values outside are taken as missing; LOW or HIGH may be left out; once per column",
  ),
  maxSeries: integer(10_000, 1, 1e9, "largest number of series: rows of further ones are bad rows"),
};

const COLUMNS = {
  time: text("COL[,COL]", "time column, or date and clock columns; none: rows have their numbers", {
    shownDefault:
      "a column named time, date, datetime, timestamp or ds; else the first whose first cell is a time; else none",
  }),
  series: text(
    "COL[,COL]",
    "key column, or several that make one key, where one stream carries many series",
    {
      shownDefault: "none: one series",
    },
  ),
  targets: parsed("COL,…", undefined, readNames, "columns to forecast", {
    name: "target",
    shownDefault: "the only numeric column; else close, price, value or y",
  }),
  features: parsed("COL,…", "", readNamesOrNone, "further numeric input columns", { shownDefault: "none" }),
  known: parsed(
    "COL,…",
    "",
    readNamesOrNone,
    "features known in advance, such as plans and tariffs: their values at the horizon are inputs; a row is " +
      "answered when those have come",
    { shownDefault: "none" },
  ),
  calendar: parsed(
    "KIND",
    "auto",
    readCalendar,
    "calendar inputs made from ISO times: auto, none, or some of hour,weekday,month",
  ),
};

const FORECASTS = {
  models: parsed(
    "LIST",
    MODEL_LISTS.default,
    asItStands,
    "models to run side by side, their options in parentheses; fast, default or all name a list of them",
  ),
  horizons: parsed("LIST", "1", readHorizons, "rows ahead: 1 or 1,5,10 or 1-24", { name: "horizon" }),
  period: parsed(
    "N,…",
    "auto",
    readPeriods,
    "rows of one or two seasons of the targets: auto (found as the rows come), none, 12, or 48,336",
  ),
  levels: parsed(
    "P,…",
    "0.9",
    readLevels,
    "target coverage of the prediction intervals: 0.9 or 0.5,0.9",
    {
      name: "interval",
    },
  ),
  quantiles: parsed("P,…", "", readQuantiles, "quantiles written beside: 0.05,0.5,0.95", {
    shownDefault: "none",
  }),
  bounds: repeated(
    "COL=LOW..HIGH",
    readRange,
    "values that a target cannot have: no interval reaches beyond; LOW or HIGH may be left out; once per column",
    { shownDefault: "0.. where no value was negative and many were 0" },
  ),
  warmup: integer(
    100,
    0,
    1e9,
    "first rows of each series that are not scored; they are learned and forecast",
  ),
  transform: choice(["auto", "none", "diff", "log-return"], "transform of the targets that the models see"),
};

/** Each holds for every neural model, unless the model's own parentheses say otherwise. */
const LEARNING = {
  hidden: integer(32, 1, 4096, "hidden units of a layer", { modelOption: "hidden" }),
  layers: integer(1, 1, 16, "layers", { modelOption: "layers" }),
  learningRate: optionalNumber(0, 1, "learning rate; 0 freezes the models", {
    modelOption: "rate",
    shownDefault: "chosen per model",
  }),
  window: integer(32, 1, 100_000, "rows in a window, for models that read windows", {
    modelOption: "window",
  }),
  tbptt: integer(8, 1, 100_000, "rows that one gradient step reaches back", { modelOption: "tbptt" }),
  updateEvery: integer(1, 1, 1e6, "rows from one gradient step to the next", { modelOption: "every" }),
  pretrain: text("FILE", "train the networks on this file before the stream begins", {
    shownDefault: "none",
  }),
  pretrainEpochs: integer(1, 1, 1000, "passes over that file"),
  replay: integer(0, 0, 1000, "past segments or windows, drawn at random, that join each minibatch", {
    modelOption: "replay",
  }),
  batch: integer(1, 1, 1024, "segments or windows in one minibatch", { modelOption: "batch" }),
  seed: integer(1, 0, 2 ** 32 - 1, "random seed: the same seed gives the same bytes"),
};

/** How lines are written that have no further shapes. */
export const LINE_FORMAT = choice(["csv", "ndjson"], "format of the output");

const OUTPUT = {
  format: choice(
    ["csv", "ndjson", "influx"],
    "format of the output; influx is InfluxDB's line protocol",
  ),
  output: text("FILE", "write the forecasts to this file", { shownDefault: "standard output" }),
  forecastTime: toggle("a last column, forecast_time: when each forecast is for, by the series' usual step"),
  latest: toggle("only the newest forecasts of every series, when the input ends, with --forecast-time"),
  wide: toggle("one line per series, time, target and horizon: each model has columns of its own"),
  summary: text("FILE", "write the closing scores to this file as JSON", { shownDefault: "none" }),
  report: text("FILE", "write a page with plots and scores to this file as HTML", { shownDefault: "none" }),
  serve: parsed(
    "[HOST:]PORT",
    undefined,
    readServeAddress,
    "serve a live page while the run lasts, and /metrics for Prometheus; this machine only, unless a host is named",
    { shownDefault: "none" },
  ),
  serveToken: text("FILE", "file with the token that readers of the live page must know", {
    shownDefault: "none",
  }),
  health: text("FILE", "tell this file every ten seconds how the run is, as JSON", { shownDefault: "none" }),
  emit: parsed("LIST", undefined, readNames, "models whose forecasts are written", {
    shownDefault: "all",
  }),
};

const WATCH = {
  drift: choice(
    ["both", "none", "adwin", "page-hinkley"],
    "drift detection on the models' errors; after an alarm they learn faster for a while",
  ),
  alerts: repeated(
    "RULE",
    (_, text) => parseRule(text),
    "alert when a value is likely to cross a limit: 'spo2<90 within 10m p>0.3 for 3 of 5 clear p<0.15', or when a " +
      "signal is lost: 'spo2 lost 2m'; may be repeated",
    { name: "alert" },
  ),
  events: text("FILE", "write alerts and drift alarms to this file as they happen, as NDJSON", {
    shownDefault: "alerts to standard error",
  }),
};

const STATE = {
  state: text(
    "FILE",
    "file that keeps what was learned: loaded if it exists, saved at the end, on SIGHUP, SIGINT and SIGTERM, when the " +
      "input pauses, and every --checkpoint-every rows",
    { shownDefault: "none" },
  ),
  checkpointEvery: integer(1000, 1, 1e9, "rows from one saving of the state to the next, at least"),
};

const SPEED = {
  workers: parsed(
    "N|auto",
    undefined,
    readWorkers,
    "threads that share the models; auto: one for each core; the results stay the same",
    { shownDefault: "none: one thread for all" },
  ),
};

/** Of no weight for the results. */
export const GENERAL = {
  logFormat: choice(["text", "json"], "how progress and warnings are written to standard error"),
  quiet: toggle("no progress, no warnings, no closing table"),
  debug: toggle("show the stack trace of an error"),
  help: toggle("explain all options; -h: a short list"),
  version: toggle("show the version (-V)"),
};

/** The flags of `forecast`, by the headings of its help. */
export const FORECAST_GROUPS = {
  "Input": INPUT,
  "Columns": COLUMNS,
  "Forecasts": FORECASTS,
  "Learning (for every neural model, unless its own parentheses say otherwise)": LEARNING,
  "Output": OUTPUT,
  "Drift and alerts (not a medical device)": WATCH,
  "State": STATE,
  "Speed": SPEED,
  "General": GENERAL,
} satisfies Readonly<Record<string, FlagTable>>;

/** The flags of `forecast`. */
export const FORECAST_FLAGS = {
  ...INPUT,
  ...COLUMNS,
  ...FORECASTS,
  ...LEARNING,
  ...OUTPUT,
  ...WATCH,
  ...STATE,
  ...SPEED,
  ...GENERAL,
};
