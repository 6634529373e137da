import { Adwin } from "./adwin.ts";
import type { DriftDetector, Verdict } from "./detector.ts";
import { PageHinkley } from "./page_hinkley.ts";

/** A kind of detector: what `--drift` may name. */
export interface DetectorEntry {
  readonly summary: string;
  readonly reference: string;
  /** A detector of scaled errors, with the parameters that were measured to be quiet (tests/bench/drift_bench.ts). */
  create(): DriftDetector;
}

/** Errors count as at most so many times their usual size: one outlier is no drift. */
const REACH = 4;

/** All detectors. They look at different things: one at how large the errors are, one at which side they fall on. */
export const DETECTORS = {
  adwin: {
    summary: "the errors have grown",
    reference: "Bifet & Gavaldà 2007",
    create() {
      const adwin = new Adwin({ confidence: 1e-5, growth: 1.5, every: 8, least: 8 });
      return {
        update: (error: number): Verdict => adwin.update(Math.min(1, Math.abs(error) / REACH)),
        persist: (archive) => adwin.persist(archive),
      };
    },
  },
  "page-hinkley": {
    summary: "the errors lean to one side",
    reference: "Page 1954, Hinkley 1971",
    create() {
      const test = new PageHinkley({ tolerance: 0.5, threshold: 30, least: 30 });
      return {
        update: (error: number): Verdict => test.update(Math.max(-REACH, Math.min(REACH, error))),
        persist: (archive) => test.persist(archive),
      };
    },
  },
} satisfies Readonly<Record<string, DetectorEntry>>;

/** A name in the registry. */
export type DetectorName = keyof typeof DETECTORS;
