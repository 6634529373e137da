import { encoderDecoder } from "./encoder_decoder.ts";
import { ENCODER_DECODER_OPTIONS } from "./encoder_decoder_options.ts";
import type { ModelEntry } from "./entry.ts";

export const seq2seq: ModelEntry<typeof ENCODER_DECODER_OPTIONS> = {
  kind: "network",
  summary: "sequence to sequence: an encoder over the window, a decoder over the horizon",
  reference: "Cho et al. 2014; Sutskever, Vinyals & Le 2014",
  options: ENCODER_DECODER_OPTIONS,
  create: (name, options, context) => encoderDecoder(name, "none", options, context),
};
