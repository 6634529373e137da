import type { OptionTable, OptionValues } from "../base/options.ts";
import type { Forecaster, ModelContext } from "./forecaster.ts";

/** What makes a model known: its line in `--help`, its options, and how it is built. One line in `registry.ts` adds it. */
export interface ModelEntry<T extends OptionTable = OptionTable> {
  /** One line for `--help`. */
  readonly summary: string;
  /** Paper, equation or chapter. */
  readonly reference: string;
  readonly options: T;
  /** @param name the name in the output */
  create(name: string, options: OptionValues<T>, context: ModelContext): Forecaster;
}
