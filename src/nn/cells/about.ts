/** What `--help` says of a network. */
export interface About {
  readonly summary: string;
  readonly reference: string;
}

/** What `--help` says of the recurrent networks, whatever they are for. */
export const ABOUT = {
  rnn: { summary: "Elman's recurrent network", reference: "Elman 1990" },
  lstm: { summary: "long short-term memory", reference: "Hochreiter & Schmidhuber 1997" },
  gru: { summary: "gated recurrent unit", reference: "Cho et al. 2014" },
} satisfies Record<string, About>;
