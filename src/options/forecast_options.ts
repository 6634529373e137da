import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";
import { isLoopback } from "./serve_address.ts";
import { MODEL_LISTS } from "../models/model_lists.ts";
import { type ModelSpec, parseModelList } from "../models/model_list.ts";
import { checkDistinctPaths, type NamedFiles } from "./distinct_files.ts";
import { type Flag, flagName, type FlagValues } from "./flag.ts";
import { FORECAST_FLAGS, GENERAL } from "./flags.ts";
import { readFlags } from "./read_flags.ts";

type Values = FlagValues<typeof FORECAST_FLAGS>;

/**
 * What a `forecast` run was asked to do: the flags' values, checked. A flag not given and without default is
 * undefined.
 */
export interface ForecastOptions extends Omit<Values, "models" | "help" | "version"> {
  readonly models: readonly ModelSpec[];
  /**
   * What the command line was told for every neural model: the text by the model's own option name (`rate`,
   * `every`). A flag that was not given leaves each model its own default.
   */
  readonly neuralFallbacks: ReadonlyMap<string, string>;
  /**
   * The text of every flag that was given or has a default, by its name (`update-every`), for the summary.
   */
  readonly configuration: Readonly<Record<string, string>>;
}

/**
 * Reads the options of a forecast run.
 *
 * @param given the text of each option that was given, by its key in `FORECAST_FLAGS`
 * @param knownModels the kinds in the model registry
 * @throws {UsageError} if an option is wrong or two contradict each other
 */
export function readForecastOptions(
  given: ReadonlyMap<string, string>,
  knownModels: readonly string[],
): ForecastOptions {
  const { values, texts } = readFlags(FORECAST_FLAGS, given);
  const { help: _help, version: _version, models: modelList, ...rest } = values;
  const models = parseModelList(modelList, knownModels, MODEL_LISTS);
  checkEmitted(rest.emit, models.map((model) => model.name));
  checkDistinctPaths(namedFiles(rest));
  checkServed(rest);
  checkHeard(rest);
  checkHistory(rest);
  checkRanges("--valid", rest.valid);
  checkRanges("--bounds", rest.bounds);
  checkShape(rest);
  return { ...rest, models, neuralFallbacks: neuralFallbacks(given), configuration: configuration(texts) };
}

function configuration(texts: ReadonlyMap<string, string>): Record<string, string> {
  const said: Record<string, string> = {};
  for (const [key, flag] of Object.entries<Flag<unknown>>(FORECAST_FLAGS)) {
    const text = texts.get(key);
    if (text !== undefined && !Object.hasOwn(GENERAL, key)) said[flagName(key, flag).slice(2)] = text;
  }
  return said;
}

function neuralFallbacks(given: ReadonlyMap<string, string>): Map<string, string> {
  const fallbacks = new Map<string, string>();
  for (const [key, { modelOption }] of Object.entries<Flag<unknown>>(FORECAST_FLAGS)) {
    const text = given.get(key);
    if (modelOption !== undefined && text !== undefined) fallbacks.set(modelOption, text);
  }
  return fallbacks;
}

function checkEmitted(emit: readonly string[] | undefined, names: readonly string[]): void {
  for (const name of emit ?? []) {
    if (names.includes(name)) continue;
    throw new UsageError(
      `Cannot write the forecasts of "${name}": expected models of this run, ${names.join(", ")}${
        suggestion(name, names)
      }`,
    );
  }
}

/** What others can reach is behind a token. */
function checkServed({ serve, serveToken }: Pick<Values, "serve" | "serveToken">): void {
  if (serve === undefined && serveToken !== undefined) {
    throw new UsageError("Cannot use --serve-token without --serve: add --serve PORT");
  }
  if (serve === undefined || serveToken !== undefined || isLoopback(serve.hostname)) return;
  throw new UsageError(
    `Cannot serve on ${serve.hostname}, where others can reach it, without a token: add --serve-token FILE, ` +
      "or serve on 127.0.0.1",
  );
}

/** An alert that nobody hears is worse than none. */
function checkHeard({ alerts, events, quiet }: Pick<Values, "alerts" | "events" | "quiet">): void {
  if (alerts.length === 0 || events !== undefined || !quiet) return;
  throw new UsageError("Cannot use --alert with --quiet: alerts would not be shown; add --events FILE");
}

/** Whoever says how often a history is gone through believes that there is one. */
function checkHistory({ pretrain, pretrainEpochs }: Pick<Values, "pretrain" | "pretrainEpochs">): void {
  if (pretrain !== undefined || pretrainEpochs === 1) return;
  throw new UsageError("Cannot use --pretrain-epochs without --pretrain: add --pretrain FILE");
}

function checkRanges(flag: string, ranges: Values["valid"]): void {
  const columns = ranges.map(({ column }) => column.toLowerCase());
  const twice = ranges.find((_, i) => columns.indexOf(columns[i]) < i);
  if (twice === undefined) return;
  throw new UsageError(`Cannot use ${flag} twice for "${twice.column}": give its range once`);
}

function checkShape({ format, wide }: Pick<Values, "format" | "wide">): void {
  if (!wide || format !== "influx") return;
  throw new UsageError("Cannot use --wide with --format influx: its lines have the model as a tag");
}

/** The files that a run names, by their flags. */
export function namedFiles(
  options: Pick<
    Values,
    | "input"
    | "pretrain"
    | "output"
    | "rejects"
    | "summary"
    | "report"
    | "events"
    | "state"
    | "health"
    | "serveToken"
  >,
): NamedFiles {
  const { input, pretrain, output, rejects, summary, report, events, state, health, serveToken } = options;
  return { input, pretrain, output, rejects, summary, report, events, state, health, serveToken };
}
