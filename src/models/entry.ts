import type { OptionTable, OptionValues } from "../base/options.ts";
import type { Ensemble } from "./ensemble.ts";
import type { Forecaster, ModelContext } from "./forecaster.ts";

/**
 * What makes a model known: its line in `--help`, its options, and how it is built. One line in `loaders.ts`
 * adds it.
 */
export interface EntryOf<Kind extends string, T extends OptionTable, Model, Context> {
  /** How it forecasts. */
  readonly kind: Kind;
  /** One line for `--help`. */
  readonly summary: string;
  /** Paper, equation or chapter. */
  readonly reference: string;
  /** Its options, by name. */
  readonly options: T;
  /** @param name the name in the output */
  /** Builds it. @param name the name in the output; @param options as `readOptions` gives them; @param context the run it takes part in */
  create(name: string, options: OptionValues<T>, context: Context): Model;
}

/**
 * A model that forecasts by itself. A `network` is trained by gradient and shares its weights among all
 * series; the flags for learning apply to it, and it needs kernels. In a `local` model each series stands for
 * itself.
 */
export type ModelEntry<T extends OptionTable = OptionTable> = EntryOf<
  "network" | "local",
  T,
  Forecaster,
  ModelContext
>;

/** What a combination is told of its run. */
export interface CombinationContext extends Pick<ModelContext, "layout"> {
  /** Names of all forecasters of the run. */
  readonly members: readonly string[];
}

/** A model that forecasts from the forecasts of all others. */
export type CombinationEntry<T extends OptionTable = OptionTable> = EntryOf<
  "combination",
  T,
  Ensemble,
  CombinationContext
>;

/** Any line of the registry. */
export type AnyEntry = ModelEntry | CombinationEntry;
