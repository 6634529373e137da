import type { ModelEntry } from "./entry.ts";
import { attention } from "./attention.ts";
import { grud } from "./grud.ts";
import { mlp } from "./mlp.ts";
import { gru, lstm, rnn } from "./recurrent_models.ts";
import { seq2seq } from "./seq2seq.ts";
import { naive } from "./naive.ts";
import { seasonal } from "./seasonal.ts";
import { ewma } from "./ewma.ts";
import { ar } from "./ar.ts";

/**
 * Every model that forecasts by itself. A new one is a file and a line here: `--models`, `--help` and the contract tests
 * run over this list. The ensemble, which combines them, is no forecaster and stands in `ensemble.ts`.
 */
export const MODELS = {
  rnn,
  lstm,
  gru,
  grud,
  mlp,
  seq2seq,
  attention,
  naive,
  seasonal,
  ewma,
  ar,
  // deno-lint-ignore no-explicit-any -- entries differ in their options
} satisfies Record<string, ModelEntry<any>>;
