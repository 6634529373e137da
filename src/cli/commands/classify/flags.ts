import { UsageError } from "../../../base/errors.ts";
import { checkDistinctPaths, type NamedFiles } from "../../../options/distinct_files.ts";
import {
  type Flag,
  type FlagGroups,
  flagName,
  type FlagsOf,
  flagsOf,
  type FlagValues,
  integer,
  parsed,
  text,
  toggle,
} from "../../../options/flag.ts";
import { FORECAST_FLAGS, GENERAL, LINE_FORMAT } from "../../../options/flags.ts";
import { FORM } from "../../../options/input_flags.ts";
import { readNamesOrNone } from "../../../options/lists.ts";
import { parseFlags } from "../../parse_flags.ts";

const { input, badRows, rejects, maxSeries, time, series } = FORECAST_FLAGS;
const { hidden, layers, learningRate, window, tbptt, replay, batch, seed } = FORECAST_FLAGS;
const { output, summary, report, state, checkpointEvery } = FORECAST_FLAGS;

/** The flags of `classify`, by the headings of its help. */
export const CLASSIFY_GROUPS = {
  "Input": { input, ...FORM, badRows, rejects, maxSeries },
  "Columns": {
    label: text(
      "COL",
      "the column that is predicted: the class of the row, or of all rows of its key so far",
      {
        shownDefault: "none: --next",
      },
    ),
    features: parsed("COL,…", undefined, readNamesOrNone, "numeric input columns", {
      shownDefault: "all further numeric columns, none with --text",
    }),
    text: text("COL", "input column of characters, or of other texts: one a row", { shownDefault: "none" }),
    next: toggle("the label is the --text of the sequence's next row: a language model"),
    series,
    time,
  },
  "Predictions": {
    models: parsed(
      "LIST",
      "rnn,lstm,gru,mlp,majority,last",
      (_: string, text: string) => text,
      "the models to run side by side (see below)",
    ),
    classes: integer(16, 2, 4096, "classes that outputs are reserved for", {
      shownDefault: "16; with --next as many as --characters",
    }),
    characters: integer(128, 1, 65_536, "different texts that inputs are reserved for"),
    warmup: integer(0, 0, 1e9, "first labels of the run: learned, but not scored"),
  },
  "Learning (for every neural model, unless its own parentheses say otherwise)": {
    hidden,
    layers,
    learningRate,
    window,
    tbptt: { ...tbptt, default: "16" },
    replay,
    batch,
    seed,
  },
  "Output": { format: LINE_FORMAT, output, summary, report },
  "State": { state, checkpointEvery },
  "General": GENERAL,
} satisfies FlagGroups;

/** All flags of `classify`. */
export const FLAGS: FlagsOf<typeof CLASSIFY_GROUPS> = flagsOf(CLASSIFY_GROUPS);

/** What a `classify` run was asked to do. */
export interface ClassifyOptions extends Omit<FlagValues<typeof FLAGS>, "help" | "version"> {
  /** What the command line says to every neural model. */
  readonly neuralFallbacks: ReadonlyMap<string, string>;
  /** The networks' options that were given on the command line. */
  readonly learning: readonly string[];
  /** The text of every flag that was given or has a default, by its name. */
  readonly configuration: Readonly<Record<string, string>>;
}

/** @throws {UsageError} if an argument is wrong or two contradict each other */
export function readClassifyOptions(args: readonly string[]): ClassifyOptions {
  const { values, texts, given } = parseFlags(FLAGS, args);
  checkTask(values);
  if (values.next && given.has("classes")) {
    throw new UsageError("Cannot use --classes with --next: there are as many as --characters");
  }
  if (values.text === undefined && given.has("characters")) {
    throw new UsageError("Cannot use --characters without --text: add --text COL");
  }
  checkDistinctPaths(namedFiles(values));
  const neuralFallbacks = new Map<string, string>();
  const learning: string[] = [];
  const configuration: Record<string, string> = {};
  for (const [key, flag] of Object.entries<Flag<unknown>>(FLAGS)) {
    const text = texts.get(key);
    if (text === undefined) continue;
    if (flag.modelOption !== undefined) neuralFallbacks.set(flag.modelOption, text);
    if (flag.modelOption !== undefined && given.has(key)) learning.push(flag.modelOption);
    if (!Object.hasOwn(GENERAL, key)) configuration[flagName(key, flag).slice(2)] = text;
  }
  const classes = values.next ? values.characters : values.classes;
  return { ...values, classes, neuralFallbacks, learning, configuration };
}

/** The files that a run names, by their flags. */
export function namedFiles(
  { input, rejects, output, summary, report, state }: Omit<FlagValues<typeof FLAGS>, "help" | "version">,
): NamedFiles {
  return { input, rejects, output, summary, report, state };
}

function checkTask(
  { label, text, next }: { label?: string | undefined; text?: string | undefined; next: boolean },
): void {
  if (next && text === undefined) {
    throw new UsageError("Cannot use --next without --text: add --text COL");
  }
  if (next && label !== undefined) {
    throw new UsageError(`Cannot use --next with --label ${label}: give one of them`);
  }
  if (!next && label === undefined) {
    throw new UsageError(
      "Cannot run classify: missing option --label COL (or --text COL --next)",
    );
  }
}
