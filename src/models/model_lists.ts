/**
 * Lists of models by a name of their own, for `--models`; `deno task bench:accuracy` measures what each costs
 * and gains.
 *
 * - `fast`: no network; some tenth of the cost.
 * - `default`: for who knows nothing of the series yet.
 * - `all`: whatever there is, each as it is by default.
 *
 * `loose` is a linear model with little ridge: on one column its own lags say much from early on, among many
 * columns they need to be held (`ar`); which holds for a series the ensemble finds out.
 */
export const MODEL_LISTS: Readonly<Record<string, string>> = {
  fast: "ar,ar(columns=own,ridge=0.03,as=loose),ets,naive,ensemble",
  default: "lstm,gru,mlp,ar,ar(columns=own,ridge=0.03,as=loose),ets,naive,ensemble",
  all: "rnn,lstm,gru,grud,mlp,seq2seq,attention,ar,ets,ewma,seasonal,naive,ensemble",
};
