import type { Archive, Persistent } from "../base/archive.ts";
import type { OptionTable, OptionValues } from "../base/options.ts";
import { type EnsembleRun, EnsembleTrack } from "./ensemble_track.ts";
import { Stack } from "./stack.ts";

export { type EnsembleRun, EnsembleTrack };

/** What can be said of an ensemble. */
export const ENSEMBLE_OPTIONS = {
  rate: {
    default: 0.1,
    min: 0,
    max: 10,
    help: "how fast the experts' weights follow their errors; 0: not at all",
  },
  forgetting: {
    default: 0.999,
    min: 0.5,
    max: 1,
    help: "factor by which a row's weight in a series' stacking falls with each later one",
  },
} satisfies OptionTable;

/** Forgetting of the stacks that all series share: they see more rows and change less. */
const SHARED_FORGETTING = 0.9999;

/** The members' share in the ensemble's forecasts of a target and horizon. */
export interface EnsembleWeights {
  readonly target: string;
  readonly horizon: number;
  readonly weights: Record<string, number>;
}

/**
 * A combination of all models of the run, for each series, target and horizon by itself. See `EnsembleTrack`
 * for how. What the series share is one stack per target and horizon, from which short series draw.
 */
export class Ensemble implements Persistent {
  /** (targets, horizons) */
  private readonly shared: Stack[];
  private readonly tracks: EnsembleTrack[] = [];

  constructor(
    readonly name: string,
    private readonly options: OptionValues<typeof ENSEMBLE_OPTIONS>,
    private readonly run: EnsembleRun,
  ) {
    const slots = run.targets.length * run.horizons.length;
    this.shared = Array.from({ length: slots }, () => new Stack(run.members.length, SHARED_FORGETTING));
  }

  /** Begins the memory of a series. */
  open(): EnsembleTrack {
    const track = new EnsembleTrack(this.options, this.run, this.shared);
    this.tracks.push(track);
    return track;
  }

  /**
   * By how much each member's difference from the last value enters the forecast now, mean over the series.
   * Weights may be negative. They sum to one where a member is the naive forecast, which takes what the
   * others leave; elsewhere what is missing falls to the last value.
   */
  weights(): EnsembleWeights[] {
    const { members, targets, horizons } = this.run;
    return targets.flatMap((target, k) =>
      horizons.map((horizon, h) => ({
        target,
        horizon,
        weights: Object.fromEntries(
          members.map((member, m) => [member, this.meanWeight(k * horizons.length + h, m)]),
        ),
      }))
    );
  }

  private meanWeight(slot: number, member: number): number {
    let sum = 0;
    for (const track of this.tracks) sum += track.weight(slot, member);
    return this.tracks.length > 0 ? sum / this.tracks.length : 1 / this.run.members.length;
  }

  /** What the series share; the tracks are saved with their series. */
  persist(archive: Archive): void {
    this.shared.forEach((stack, i) => stack.persist(archive.within(`shared.${i}`)));
  }
}
