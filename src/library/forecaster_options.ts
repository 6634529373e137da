import { UsageError } from "../base/errors.ts";
import { joinNames } from "../base/name_list.ts";
import { suggestion } from "../base/suggestion.ts";
import type { ModelEntry } from "../models/entry.ts";
import { type Flag, flagName } from "../options/flag.ts";
import { FORECAST_FLAGS } from "../options/flags.ts";
import type { StreamEvent } from "../output/event_writer.ts";

/** A column's name, or several: an array, or a text with commas between them. */
export type Columns = string | readonly string[];

/**
 * What a forecaster can be asked: the options of the command `forecast`, in camel case (`--learning-rate` is
 * `learningRate`). Lists may be arrays, or texts as on the command line. What the command does with files is
 * not among them.
 *
 * Every option has the command's default; `foretide --help` lists them, with their ranges.
 */
export interface ForecasterOptions {
  /** Time column. @default a column named time, date, datetime, timestamp or ds; else the row's number */
  readonly time?: string;
  /** Key column: rows of many series, interleaved. @default none: one series */
  readonly series?: string;
  /** Columns to forecast. @default the only numeric column; else close, price, value or y */
  readonly target?: Columns;
  /** Further numeric input columns. @default none */
  readonly features?: Columns;
  /** Features known before their row: each row waits until they have come for all horizons. @default none */
  readonly known?: Columns;
  /** The decimal mark of numbers that are texts: `auto`, `.` or `,`. @default "auto" */
  readonly decimal?: string;
  /** Further marks of a missing value. @default none */
  readonly missing?: Columns;
  /** How times are written: `auto`, `iso`, `s` or `ms` since 1970, a pattern … @default "auto" */
  readonly timeFormat?: string;
  /** The zone of times that say none. @default "UTC" */
  readonly timezone?: string;
  /** Inputs from ISO times: `auto`, `none`, or some of hour, weekday, month. @default "auto" */
  readonly calendar?: string | readonly string[];
  /** Models to run side by side, with options in parentheses. @default "lstm,gru,mlp,ar,naive,ensemble" */
  readonly models?: string | readonly string[];
  /** Rows ahead: `1`, `[1, 5]`, `"1-24"`. @default 1 */
  readonly horizon?: number | string | readonly number[];
  /** Rows of one or two seasons of the targets. @default "auto": found as rows come */
  readonly period?: number | string | readonly number[];
  /** Target coverage of the intervals, 0.01 … 0.999. @default 0.9 */
  readonly interval?: number | string | readonly number[];
  /** Quantiles wanted beside, by their probabilities, 0.001 … 0.999. @default none */
  readonly quantiles?: number | string | readonly number[];
  /** Values that a target cannot have: `"spo2=0..100"`, one or several. @default none; 0.. for counts */
  readonly bounds?: string | readonly string[];
  /** First rows of each series that are learned from and forecast, but not scored. @default 100 */
  readonly warmup?: number;
  /** What the models see of a target: `auto`, `none`, `diff` or `log-return`. @default "auto" */
  readonly transform?: string;
  /** Hidden units of a layer, for every network. @default 32 */
  readonly hidden?: number;
  /** Layers of every network. @default 1 */
  readonly layers?: number;
  /** Learning rate of every network; 0 freezes them. @default chosen per model */
  readonly learningRate?: number;
  /** Rows that the windowed models see. @default 32 */
  readonly window?: number;
  /** Rows that one gradient step goes back. @default 16 */
  readonly tbptt?: number;
  /** Rows from one gradient step to the next. @default 1 */
  readonly updateEvery?: number;
  /** Past segments or windows that join each minibatch. @default 0 */
  readonly replay?: number;
  /** Segments or windows in one minibatch. @default 1 */
  readonly batch?: number;
  /** Seed of all randomness. @default 1 */
  readonly seed?: number;
  /** Models whose forecasts are given out. @default all */
  readonly emit?: string | readonly string[];
  /** Ranges of possible readings, `"spo2=50..100"`: others are missing. @default none */
  readonly valid?: string | readonly string[];
  /** What becomes of a row that can't be read: `skip` (and tell `onNote`), or `fail`. @default "skip" */
  readonly badRows?: "skip" | "fail";
  /** Series at most: rows of further ones are bad rows. @default 10000 */
  readonly maxSeries?: number;
  /** Watch the models' errors for drift: `both`, `none`, `adwin` or `page-hinkley`. @default "both" */
  readonly drift?: string;
  /** Alert rules, `"spo2<90 within 10m p>0.3"`; alerts go to `onEvent`. @default none */
  readonly alert?: string | readonly string[];

  /** Models of one's own, which `models` may name like any other. */
  readonly ownModels?: Readonly<Record<string, ModelEntry>>;
  /** Told of alerts and drift alarms as they happen. */
  readonly onEvent?: (event: StreamEvent) => void;
  /**
   * Told, in words and by kind, what the command says on standard error: bad rows, readings taken as missing,
   * seasons.
   */
  readonly onNote?: (kind: string, text: string) => void;
}

/** Options of the library alone: no texts. */
const OWN = ["ownModels", "onEvent", "onNote"];

/** The command's options that are about files, threads and the terminal: a program has its own. */
export const OF_THE_COMMAND: readonly string[] = [
  "serve",
  "serveToken",
  ...[
    "input",
    "inputFormat",
    "order",
    "separator",
    "header",
    "skipLines",
    "rejects",
    "pretrain",
    "pretrainEpochs",
  ],
  ...[
    "format",
    "wide",
    "forecastTime",
    "output",
    "summary",
    "report",
    "latest",
    "events",
    "state",
    "checkpointEvery",
  ],
  ...["workers", "health", "serve", "serveToken", "logFormat", "quiet", "debug", "help", "version"],
];

/** Flags by their names in the library: `target`, `learningRate`. */
const KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries<Flag<unknown>>(FORECAST_FLAGS).map(([key, flag]) => {
    const name = flagName(key, flag).slice(2).replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    return [name, key];
  }),
);

/** The names of all options that are read as the command's. */
export const OPTION_NAMES: readonly string[] = [...KEYS.keys()].filter((name) =>
  !OF_THE_COMMAND.includes(name)
);

/**
 * The options as texts by the keys of `FORECAST_FLAGS`, as a command line would give them.
 * @throws {UsageError} if there is no option of a name, or its value has no text
 */
export function textsOf(options: ForecasterOptions): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries<unknown>({ ...options })) {
    if (value === undefined || OWN.includes(name)) continue;
    if (!OPTION_NAMES.includes(name)) {
      throw new UsageError(
        OF_THE_COMMAND.includes(name)
          ? `Cannot use option "${name}": it is the command's, a program has its own; leave it out`
          : `Cannot use option "${name}": there is none of this name${suggestion(name, OPTION_NAMES)}`,
      );
    }
    const key = KEYS.get(name)!;
    texts.set(key, textOf(name, value, (FORECAST_FLAGS as Record<string, Flag<unknown>>)[key]));
  }
  return texts;
}

function textOf(name: string, value: unknown, { repeats, placeholder }: Flag<unknown>): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (!Array.isArray(value)) {
    throw new UsageError(
      `Cannot set ${name}: expected a text, a number or an array of them, got ${typeof value}`,
    );
  }
  const parts = value.map(String);
  if (repeats) return parts.join("\n");
  return /^(COL|WORD)/.test(placeholder) ? joinNames(parts) : parts.join(",");
}
