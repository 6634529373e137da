import type { CombinationEntry, ModelEntry } from "./entry.ts";

/** Loads a line of the registry. */
// deno-lint-ignore no-explicit-any -- entries differ in their options
type Loader = () => Promise<ModelEntry<any> | CombinationEntry<any>>;

/**
 * Every model. A new one is a file and a line here: `--models`, `--help` and the contract tests run
 * over this list. A run loads the code of the models that it names, and no other; `registry.ts` has all of
 * them at once.
 */
export const LOADERS: Readonly<Record<string, Loader>> = {
  rnn: recurrent("rnn"),
  lstm: recurrent("lstm"),
  gru: recurrent("gru"),
  grud: async () => (await import("./grud.ts")).grud,
  mlp: async () => (await import("./mlp.ts")).mlp,
  seq2seq: async () => (await import("./seq2seq.ts")).seq2seq,
  attention: async () => (await import("./attention.ts")).attention,
  naive: async () => (await import("./naive.ts")).naive,
  seasonal: async () => (await import("./seasonal.ts")).seasonal,
  ewma: async () => (await import("./ewma.ts")).ewma,
  ets: async () => (await import("./ets.ts")).ets,
  ar: async () => (await import("./ar.ts")).ar,
  ensemble: async () => (await import("./ensemble_entry.ts")).ensemble,
};

function recurrent(name: "rnn" | "lstm" | "gru"): Loader {
  return async () => (await import("./recurrent_models.ts"))[name];
}
