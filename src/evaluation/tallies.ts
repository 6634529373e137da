import type { Archive, Persistent } from "../base/archive.ts";
import type { ForecastQueue } from "./forecast_queue.ts";
import { IntervalTallies, type LevelTally, type PitBin } from "./interval_tallies.ts";

/** Sums over the scored rows of one target and horizon, the same for every model. */
const SHARED = ["n", "scaledRows", "moves", "ups", "naiveAbsolute", "naiveSquared"] as const;

/** Sums over the scored rows of one model, target and horizon. */
const OWN = ["absolute", "squared", "scaled", "percentage", "hits"] as const;

type Sums<Name extends string> = Readonly<Record<Name, Float64Array>>;

/** What has been summed of one model, target and horizon: all that a metric may be computed from. */
export interface Tally
  extends
    Readonly<Record<(typeof SHARED)[number] | (typeof OWN)[number] | "pValue" | "crps" | "lastCrps", number>>,
    LevelTally {
  /** The intervals level by level; the tally's own sums of them are the widest's. */
  readonly levels: readonly LevelTally[];
  readonly pit: readonly PitBin[];
}

/**
 * The sums that the metrics are computed from, over all series; a cell is one target and horizon.
 *
 * A sum is one name in a list above and one line in `add`. Cost of `add`: O(models), without allocation.
 */
export class Tallies implements Persistent {
  /**
   * What the last `add` scored: 1, then each model's squared error minus naive's; zeros if it scored nothing.
   */
  readonly losses: Float64Array;
  private readonly shared: Sums<(typeof SHARED)[number]>;
  private readonly own: Sums<(typeof OWN)[number]>;
  private readonly intervals: IntervalTallies;

  /** @param levels of the prediction intervals, ascending */
  constructor(private readonly models: number, private readonly cells: number, levels: readonly number[]) {
    this.losses = new Float64Array(1 + models);
    this.shared = byName(SHARED, () => new Float64Array(cells));
    this.own = byName(OWN, () => new Float64Array(models * cells));
    this.intervals = new IntervalTallies(models, cells, levels);
  }

  /**
   * Scores every model's forecast of one actual. Comparisons need the same rows: one that says nothing (NaN),
   * or nothing finite, is scored as if it had repeated the last value, and the others are scored all the
   * same.
   *
   * @param slot of `pending` where the forecasts stand
   * @param before see `IntervalTallies.add`
   * @param unit 1 / variance of the warm-up; NaN leaves the row out of the scaled error
   */
  add(
    cell: number,
    actual: number,
    pending: ForecastQueue,
    slot: number,
    unit: number,
    before?: Uint8Array,
  ): void {
    const { models, cells, losses, shared, own, intervals } = this;
    const { values } = pending;
    const last = values[slot];
    if (!Number.isFinite(actual - last)) {
      losses.fill(0);
      return;
    }

    const move = actual - last;
    const naiveSquared = move * move;
    const scaled = unit > 0;
    shared.n[cell]++;
    shared.naiveAbsolute[cell] += Math.abs(move);
    shared.naiveSquared[cell] += naiveSquared;
    if (scaled) shared.scaledRows[cell]++;
    if (move !== 0) shared.moves[cell]++;
    if (move > 0) shared.ups[cell]++;
    losses[0] = 1;

    for (let model = 0; model < models; model++) {
      const at = model * cells + cell;
      const from = pending.at(slot, model);
      const forecast = Number.isFinite(values[from]) ? values[from] : last;
      const error = actual - forecast;
      const absolute = Math.abs(error);
      const squared = error * error;
      own.absolute[at] += absolute;
      own.squared[at] += squared;
      losses[1 + model] = squared - naiveSquared;
      if (scaled) own.scaled[at] += squared * unit;
      if (error !== 0) own.percentage[at] += 200 * absolute / (Math.abs(actual) + Math.abs(forecast));
      if (move > 0 ? forecast > last : move < 0 && forecast < last) own.hits[at]++;
      intervals.add(model, cell, actual, values, from, before);
    }
  }

  /** The sums of one model and cell. */
  tally(model: number, cell: number, pValue: number): Tally {
    const levels = this.intervals.tally(model, cell);
    return {
      pValue,
      ...this.intervals.crpsOf(model, cell),
      ...byName(SHARED, (name) => this.shared[name][cell]),
      ...byName(OWN, (name) => this.own[name][model * this.cells + cell]),
      ...levels[levels.length - 1],
      levels,
      pit: this.intervals.pit(model, cell),
    };
  }

  persist(archive: Archive): void {
    for (const name of SHARED) archive.array(name, this.shared[name]);
    for (const name of OWN) archive.array(name, this.own[name]);
    this.intervals.persist(archive.within("intervals"));
  }
}

function byName<Name extends string, T>(
  names: readonly Name[],
  valueOf: (name: Name) => T,
): Readonly<Record<Name, T>> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, T>;
}
