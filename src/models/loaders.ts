import type { MODELS } from "./registry.ts";

/** The models of `registry.ts`, one by one: a run loads the code of those that it names, and no other. */
export const LOADERS: { readonly [K in keyof typeof MODELS]: () => Promise<typeof MODELS[K]> } = {
  rnn: async () => (await import("./recurrent_models.ts")).rnn,
  lstm: async () => (await import("./recurrent_models.ts")).lstm,
  gru: async () => (await import("./recurrent_models.ts")).gru,
  grud: async () => (await import("./grud.ts")).grud,
  mlp: async () => (await import("./mlp.ts")).mlp,
  seq2seq: async () => (await import("./seq2seq.ts")).seq2seq,
  attention: async () => (await import("./attention.ts")).attention,
  naive: async () => (await import("./naive.ts")).naive,
  seasonal: async () => (await import("./seasonal.ts")).seasonal,
  ewma: async () => (await import("./ewma.ts")).ewma,
  ar: async () => (await import("./ar.ts")).ar,
};
