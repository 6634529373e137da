import { RunError } from "../../base/errors.ts";
import type { Io, ModelHelp } from "../command.ts";
import type { ForecastOptions } from "../forecast_options.ts";

/** Stands in for the model registry and the pipeline until they are wired to the command. */

const names = ["rnn", "lstm", "gru", "mlp", "naive", "seasonal", "ewma", "ar", "ensemble"];

/** What help tells of the models. */
export const MODEL_HELP: readonly ModelHelp[] = names.map((name) => ({ name, summary: name, options: {} }));

/** Runs the pipeline. */
export function runForecast(_options: ForecastOptions, _io: Io): Promise<void> {
  return Promise.reject(new RunError("Cannot forecast: the pipeline is not wired to the command line yet"));
}
