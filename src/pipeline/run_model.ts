import type { Ensemble } from "../models/ensemble.ts";
import type { Forecaster } from "../models/forecaster.ts";

/**
 * A model of the run, in the order of the output: one that forecasts by itself, or one that combines those.
 */
export type RunModel = { readonly forecaster: Forecaster } | { readonly ensemble: Ensemble };
