import type { OptionValues } from "../base/options.ts";
import { LEARNING_OPTIONS, WINDOW_OPTIONS } from "./learning.ts";

/** Options of `seq2seq` and `attention`. */
export const ENCODER_DECODER_OPTIONS = {
  ...LEARNING_OPTIONS,
  tbptt: { ...LEARNING_OPTIONS.tbptt, default: 4 },
  ...WINDOW_OPTIONS,
  cell: { default: "lstm", choices: ["lstm", "gru", "rnn"], help: "the cell of encoder and decoder" },
  bidirectional: {
    default: "no",
    choices: ["yes", "no"],
    help: "yes: the encoder also reads from right to left, half the units each way",
  },
  anneal: {
    default: 2000,
    min: 0,
    integer: true,
    help: "updates in which the truth that is fed to the decoder gives way to its own outputs",
  },
} as const;

/** What those options come to. */
export type EncoderDecoderValues = OptionValues<typeof ENCODER_DECODER_OPTIONS>;
