import {
  type FlagGroups,
  flagsOf,
  type FlagValues,
  integer,
  parsed,
  text,
  wrongValue,
} from "../../../options/flag.ts";
import { FORECAST_FLAGS, GENERAL, LINE_FORMAT } from "../../../options/flags.ts";
import { FORM } from "../../../options/input_flags.ts";
import { parseFlags } from "../../parse_flags.ts";
import { type WithState, withState } from "../shared/with_state.ts";

const { input, badRows, output, seed } = FORECAST_FLAGS;

/** The flags of `generate`, by the headings of its help. */
export const GENERATE_GROUPS = {
  "Model": {
    state: text("FILE", "the state of a forecast run, or of a classify run with --next; it stays as it is"),
    model: text("NAME", "the model that is asked", {
      shownDefault: "the first network, else the first model",
    }),
  },
  "Input": { input, ...FORM, badRows },
  "Paths": {
    steps: integer(10, 1, 1e6, "rows of a path"),
    paths: integer(10, 1, 1e6, "paths of each series"),
    temperature: parsed(
      "X",
      undefined,
      readTemperature,
      "of text: below 1 the likelier characters more often, 0 only those",
      { shownDefault: "1" },
    ),
    seed,
  },
  "Output": { format: LINE_FORMAT, output },
  "General": GENERAL,
} satisfies FlagGroups;

const FLAGS = flagsOf(GENERATE_GROUPS);

/** What a `generate` run was asked to do. */
export type GenerateOptions = WithState<FlagValues<typeof FLAGS>>;

/** @throws {UsageError} if an argument is wrong or the state is missing */
export function readGenerateOptions(args: readonly string[]): GenerateOptions {
  return withState("generate", parseFlags(FLAGS, args).values);
}

function readTemperature(what: string, text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(value >= 0 && value <= 100)) throw wrongValue(what, text, "a number from 0 up to 100");
  return value;
}
