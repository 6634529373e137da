import { METRICS, type Score } from "../../src/evaluation/metrics.ts";

/** A score made for a test: what isn't given is NaN. `skill` gives the mse that it needs, naive's being 1. */
export function made(given: Partial<Score> & Pick<Score, "model">): Score {
  const nothing = Object.fromEntries(Object.keys(METRICS).map((name) => [name, NaN]));
  const mse = given.skill === undefined ? {} : { mse: 1 - given.skill };
  return { target: "close", horizon: 1, ...nothing, n: 900, ...mse, ...given } as unknown as Score;
}
