import { Adwin } from "./adwin.ts";
import type { DriftDetector, Verdict } from "./detector.ts";
import { PageHinkley } from "./page_hinkley.ts";

/** A kind of detector: what `--drift` may name. */
export interface DetectorEntry {
  readonly summary: string;
  readonly reference: string;
  /**
   * A detector of scaled errors, with parameters that were measured to be quiet (`deno task bench:drift`).
   */
  create(): DriftDetector;
}

/** ADWIN wants values in [0, 1]. Scaled errors are limited to so much. */
const LARGEST = 4;

/** A name in the registry. */
export type DetectorName = "adwin" | "page-hinkley";

/**
 * All detectors. They look at different things: one at how large the errors are, one at which side they fall
 * on.
 */
export const DETECTORS: Readonly<Record<DetectorName, DetectorEntry>> = {
  adwin: {
    summary: "the errors have grown",
    reference: "Bifet & Gavaldà 2007",
    create() {
      const adwin = new Adwin({ confidence: 1e-5, growth: 1.8, every: 8, least: 8 });
      return {
        update: (error: number): Verdict => adwin.update(Math.min(1, Math.abs(error) / LARGEST)),
        reset: () => adwin.reset(),
        persist: (archive) => adwin.persist(archive),
      };
    },
  },
  "page-hinkley": {
    summary: "the errors lean to one side",
    reference: "Page 1954, Hinkley 1971",
    create: () => new PageHinkley({ tolerance: 0.5, threshold: 20, least: 30 }),
  },
};
