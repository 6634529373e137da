import type { OptionValues } from "../base/options.ts";
import { GrudNetwork } from "../nn/cells/grud_network.ts";
import type { ModelEntry } from "./entry.ts";
import { HEAD_OPTIONS, LEARNING_OPTIONS } from "./learning.ts";
import { recurrent } from "./recurrent_forecaster.ts";
import type { RecurrentKind } from "./recurrent_track.ts";
import { TimeSinceSeen } from "./time_since_seen.ts";

const OPTIONS = {
  ...LEARNING_OPTIONS,
  ...HEAD_OPTIONS,
  layers: { ...LEARNING_OPTIONS.layers, max: 1, help: "one layer" },
  rate: { ...LEARNING_OPTIONS.rate, default: 0.0015 },
} as const;

/**
 * The recurrent forecaster with GRU-D's network, which reads the time since each column was seen beside the
 * inputs.
 */
const KIND: RecurrentKind = {
  network: (kernels, { inputs, hidden, outputs }, { columns }, random) =>
    new GrudNetwork(kernels, { inputs, columns: columns.length, hidden, outputs }, random),
  extra: {
    width: ({ columns }) => columns.length,
    open: (series, keep) => new TimeSinceSeen(series, keep),
  },
};

export const grud: ModelEntry<typeof OPTIONS> = {
  kind: "network",
  summary: "gated recurrent unit for gaps: what is long unseen decays",
  reference: "Che et al. 2018",
  options: OPTIONS,
  create: (name, options: OptionValues<typeof OPTIONS>, context) =>
    recurrent(name, KIND, { ...options, reads: "", skip: "yes" }, context),
};
