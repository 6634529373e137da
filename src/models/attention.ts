import { encoderDecoder } from "./encoder_decoder.ts";
import { ENCODER_DECODER_OPTIONS } from "./encoder_decoder_options.ts";
import type { ModelEntry } from "./entry.ts";

const OPTIONS = {
  ...ENCODER_DECODER_OPTIONS,
  score: {
    default: "dot",
    choices: ["dot", "additive"],
    help: "how queries meet keys: scaled dot product (Vaswani 2017) or additive (Bahdanau 2015)",
  },
} as const;

export const attention: ModelEntry<typeof OPTIONS> = {
  kind: "network",
  summary: "sequence to sequence with attention over all rows of the window",
  reference: "Bahdanau, Cho & Bengio 2015; Vaswani et al. 2017",
  options: OPTIONS,
  create: (name, options, context) => encoderDecoder(name, options.score, options, context),
};
