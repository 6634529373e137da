import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { History } from "../series/history.ts";
import { LossWeights } from "../series/loss_weights.ts";
import { RootMeanSquare } from "../series/moments.ts";
import { ErrorLimit } from "./error_limit.ts";
import { ExpertWeights } from "./expert_weights.ts";
import { Stack } from "./stack.ts";
import { dot } from "./vectors.ts";

/** What an ensemble is told of the run: the names of the models it combines, and what they forecast. */
export interface EnsembleRun {
  readonly members: readonly string[];
  readonly targets: readonly string[];
  readonly horizons: readonly number[];
}

/** Forgetting of the experts' losses. */
const LOSS_FORGETTING = 0.9995;
/** Share of the prior that the members by themselves get; the mean and the stacks have the rest. */
const MEMBERS_PRIOR = 0.3;
/** While there are few losses, they count more: the rate is this over the root of their number. */
const START_RATE = 1;
/** Errors of h steps overlap: each brings less news than its size, h to this power. */
const OVERLAP = -0.3;
/** The mean of the members, by how good each has been: overlapping errors count less there too, and longer. */
const meanWeighing = (horizon: number) => ({
  temper: 5,
  full: 30 * horizon,
  forgetting: 0.99 ** horizon ** -0.5,
});
/**
 * Differences from the last value count at most this many times what actual ones usually are: far enough for a last value
 * that was itself an outlier, from which every good forecast is far away.
 */
const REACH = 100;
/** Forgetting of what actual differences usually are. */
const UNIT_FACTOR = 0.995;

/** Experts beside the members: their weighted mean, this series' stack, and the stack that all series share. */
const MIXTURES = 3;

/**
 * An ensemble's memory of one series. For each target and horizon there are M + 3 experts: the M members, their mean by
 * `LossWeights`, a stack that learns from this series and one that learns from all. The forecast is the mean of the experts under
 * `ExpertWeights`. Every expert is linear in the members, so the ensemble is too: `weight` tells how.
 *
 * All is counted from the last value, in units of what differences from it usually are, and cut off at REACH of them: a member
 * that is beside itself can do little harm before its weight has gone. An actual value that lies farther than usual outside
 * all that the experts said counts as if it lay at the edge of the usual: an outlier that nobody foresaw cannot crown whoever
 * happened to be on its side, one that somebody foresaw counts in full. A member that has nothing to say (NaN) enters as the
 * mean of the others. One member alone is passed through to the bit.
 *
 * Memory: O(M²) per target and horizon, and M + 5 numbers of each for the rows that await their actual value.
 * Cost per row: O(M²) per target and horizon, no allocation.
 */
export class EnsembleTrack implements Persistent {
  private readonly members: number;
  private readonly cells: number; // targets · horizons
  private readonly stride: number; // numbers of a cell in a row of `issued`
  private readonly own: Stack[];
  private readonly experts: ExpertWeights[];
  private readonly means: LossWeights[];
  private readonly limits: ErrorLimit[];
  private readonly unit: RootMeanSquare[];
  /** (cells, M): whether the member has ever differed from the last value. */
  private readonly spoke: Uint8Array;
  /** Rows that await their actual value; for each cell what each expert said, scaled differences, then unit and last value. */
  private readonly issued: History<Float64Array>;
  private readonly losses: Float64Array;
  /** By target and horizon: rows whose actual values say nothing of the members as they are now. */
  private readonly stale: Int32Array;

  constructor(
    options: { readonly rate: number; readonly forgetting: number },
    private readonly run: EnsembleRun,
    private readonly shared: readonly Stack[],
  ) {
    const { targets, horizons } = run;
    const members = this.members = run.members.length;
    const cells = this.cells = targets.length * horizons.length;
    const prior = new Float64Array(members + MIXTURES);
    prior.fill(MEMBERS_PRIOR / members, 0, members).fill((1 - MEMBERS_PRIOR) / MIXTURES, members);
    const each = <T>(make: () => T): T[] => Array.from({ length: cells }, make);
    this.own = each(() => new Stack(members, options.forgetting));
    const alike = new Float64Array(members).fill(1);
    const horizonOf = (cell: number) => horizons[cell % horizons.length];
    this.experts = Array.from({ length: cells }, (_, cell) => {
      const news = horizonOf(cell) ** OVERLAP;
      return new ExpertWeights(
        prior,
        options.rate * news,
        LOSS_FORGETTING,
        options.rate > 0 ? START_RATE * news : 0,
      );
    });
    this.means = Array.from(
      { length: cells },
      (_, cell) => new LossWeights(alike, meanWeighing(horizonOf(cell))),
    );
    this.stale = packed(Int32Array, cells);
    this.limits = each(() => new ErrorLimit());
    this.unit = each(() => new RootMeanSquare(UNIT_FACTOR, 10));
    this.spoke = packed(Uint8Array, cells * members);
    this.stride = members + MIXTURES + 2;
    this.issued = History.float64(cells * this.stride, horizons[horizons.length - 1]);
    this.losses = packed(Float64Array, members + MIXTURES);
  }

  /** The newest row's actuals (targets) have come, NaN where missing: the weights learn from the forecasts that spoke of it. */
  settle(actuals: Float64Array): void {
    const { run: { horizons }, issued, stride } = this;
    if (this.members === 1) return;
    for (let h = 0; h < horizons.length; h++) {
      if (horizons[h] > issued.available) break;
      const row = issued.at(horizons[h] - 1);
      for (let k = 0; k < actuals.length; k++) {
        const cell = k * horizons.length + h;
        this.learn(cell, row + cell * stride, actuals[k]);
      }
    }
  }

  /**
   * The combined forecast, kept for `settle`.
   *
   * @param forecasts (members, targets, horizons), NaN where a member has nothing to say
   * @param last (targets), NaN before the first
   * @param out (targets, horizons), written; NaN where `last` is
   */
  combine(forecasts: Float64Array, last: Float64Array, out: Float64Array): void {
    const { cells, issued, stride, run: { horizons } } = this;
    if (this.members === 1) {
      for (let cell = 0; cell < cells; cell++) out[cell] = forecasts[cell];
      return;
    }
    const row = issued.push();
    for (let k = 0; k < last.length; k++) {
      for (let h = 0; h < horizons.length; h++) {
        const cell = k * horizons.length + h;
        const at = row + cell * stride;
        this.file(cell, at, forecasts, last[k]);
        out[cell] = this.forecast(cell, at);
      }
    }
  }

  /** The members' errors on a target have drifted: their record counts for less. */
  onDrift(target: number): void {
    const horizons = this.run.horizons.length;
    for (let h = 0; h < horizons; h++) this.experts[target * horizons + h].discount();
  }

  /** A target's season has been found: its members forecast otherwise than before, and what they said before counts for less. */
  renew(target: number): void {
    const { horizons } = this.run;
    for (let h = 0; h < horizons.length; h++) {
      const cell = target * horizons.length + h;
      this.experts[cell].renew();
      this.means[cell].reset();
      this.stale[cell] = Math.min(horizons[h], this.issued.available);
    }
  }

  /** By how much a member's difference from the last value enters the forecast of a cell now. */
  weight(cell: number, member: number): number {
    const { members, spoke } = this;
    if (spoke[cell * members + member] === 1) return this.effectOf(cell, member);
    let rest = 1;
    let silent = 0;
    for (let m = 0; m < members; m++) {
      if (spoke[cell * members + m] === 1) rest -= this.effectOf(cell, m);
      else silent++;
    }
    return rest / silent; // whoever repeats the last value takes what the others leave
  }

  private effectOf(cell: number, member: number): number {
    const { members, shared, own } = this;
    const { values } = this.experts[cell];
    return values[member] + values[members] * this.means[cell].values[member] +
      values[members + 1] * own[cell].weight(member) + values[members + 2] * shared[cell].weight(member);
  }

  /** Keeps what the members say: their scaled differences and what the stacks make of them, the unit, the last value. */
  private file(cell: number, at: number, forecasts: Float64Array, last: number): void {
    const { members, cells, spoke, issued: { data } } = this;
    const unit = this.unit[cell].value;
    const scale = unit > 0 ? 1 / unit : 1; // nothing is learned before there is a unit
    const reach = unit > 0 ? REACH : Infinity;
    const { values: shares } = this.means[cell];
    let mean = 0;
    let heard = 0;
    for (let m = 0; m < members; m++) {
      const difference = forecasts[m * cells + cell] - last;
      if (!Number.isFinite(difference)) continue;
      if (difference !== 0) spoke[cell * members + m] = 1;
      mean += shares[m] * Math.max(-reach, Math.min(reach, difference * scale));
      heard += shares[m];
    }
    if (heard > 0) mean /= heard;
    const own = this.own[cell];
    const shared = this.shared[cell];
    let bySeries = 0;
    let byAll = 0;
    for (let m = 0; m < members; m++) {
      const difference = forecasts[m * cells + cell] - last;
      const scaled = Number.isFinite(difference)
        ? Math.max(-reach, Math.min(reach, difference * scale))
        : mean;
      data[at + m] = scaled;
      bySeries += own.weight(m) * scaled;
      byAll += shared.weight(m) * scaled;
    }
    data[at + members] = mean;
    data[at + members + 1] = within(bySeries, reach);
    data[at + members + 2] = within(byAll, reach);
    data[at + members + MIXTURES] = unit;
    data[at + members + MIXTURES + 1] = last;
  }

  private forecast(cell: number, at: number): number {
    const { members, issued: { data } } = this;
    const { values } = this.experts[cell];
    const unit = data[at + members + MIXTURES];
    const scaled = dot(values, 0, data, at, values.length);
    return data[at + members + MIXTURES + 1] + scaled * (unit > 0 ? unit : 1);
  }

  private learn(cell: number, at: number, actual: number): void {
    const { members, losses, issued: { data } } = this;
    const unit = data[at + members + MIXTURES];
    const difference = actual - data[at + members + MIXTURES + 1];
    if (!Number.isFinite(difference)) return;
    if (this.stale[cell] > 0) this.stale[cell]--;
    else if (unit > 0) {
      const label = this.believable(cell, at, within(difference / unit, REACH));
      for (let n = 0; n < losses.length; n++) {
        const error = data[at + n] - label;
        losses[n] = error * error;
      }
      this.experts[cell].update(losses);
      this.means[cell].update(losses);
      this.own[cell].learn(data, at, label);
      this.shared[cell].learn(data, at, label);
    }
    this.unit[cell].update(difference);
  }

  /** The label, or where it would be if it were no farther from all that the experts said than labels usually are. */
  private believable(cell: number, at: number, label: number): number {
    const { losses, issued: { data } } = this;
    let low = Infinity;
    let high = -Infinity;
    for (let n = 0; n < losses.length; n++) {
      low = Math.min(low, data[at + n]);
      high = Math.max(high, data[at + n]);
    }
    const nearest = Math.max(low, Math.min(high, label));
    return nearest + this.limits[cell].apply(label - nearest);
  }

  persist(archive: Archive): void {
    archive.array("spoke", this.spoke);
    archive.array("stale", this.stale);
    this.issued.persist(archive.within("issued"));
    for (let cell = 0; cell < this.cells; cell++) {
      this.own[cell].persist(archive.within(`own.${cell}`));
      this.experts[cell].persist(archive.within(`experts.${cell}`));
      this.means[cell].persist(archive.within(`mean.${cell}`));
      this.limits[cell].persist(archive.within(`limit.${cell}`));
      this.unit[cell].persist(archive.within(`unit.${cell}`));
    }
  }
}

function within(z: number, reach: number): number {
  return Math.max(-reach, Math.min(reach, z));
}
