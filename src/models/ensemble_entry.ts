import { Ensemble, ENSEMBLE_OPTIONS } from "./ensemble.ts";
import type { CombinationEntry } from "./entry.ts";

/** The ensemble's line in the registry. */
export const ensemble: CombinationEntry<typeof ENSEMBLE_OPTIONS> = {
  kind: "combination",
  summary: "all other models of the run combined, by weights learned online",
  reference: "Vovk 1990 and Cesa-Bianchi & Lugosi 2006 over stacking: Wolpert 1992, Breiman 1996",
  options: ENSEMBLE_OPTIONS,
  create: (name, options, { members, layout: { targets, horizons } }) =>
    new Ensemble(name, options, { members, targets, horizons }),
};
