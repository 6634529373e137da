import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { History } from "./history.ts";
import type { Labels } from "./labels.ts";
import type { Lookback } from "./lookback.ts";
import { INPUTS_PER_COLUMN, type SeriesLayout } from "./layout.ts";
import { Moments, RootMeanSquare } from "./moments.ts";
import { SeasonPool } from "./season_pool.ts";
import { SeasonalBase } from "./seasonal_base.ts";
import { Seasons } from "./seasons.ts";
import { Smoothing } from "./smoothing.ts";
import { fromWorking, toWorking } from "./transform.ts";
import { UsualGap } from "./usual_gap.ts";

/** By how much a row's weight in the running moments falls with each later row: levels are slower than changes. */
const LEVEL_FACTOR = 0.9998;
const CHANGE_FACTOR = 0.999;
/** An outlier moves the moments as if it were this many deviations away. */
const REACH = 10;
/** Labels and forecasts lie within this many deviations of a change. */
export const LABEL_LIMIT = 6;

/**
 * One series' memory of its past, shared read-only by all models: its last values, the scales of its columns, and the
 * last rows as the networks see them. Everything that is scaled is scaled by what was known when its row came.
 *
 * The input row of a network, (inputCount): for each column the level (standardised by slow running moments), the change
 * from the row before (in units of its running deviation), both squashed, and 1 where the cell was missing, its last
 * value standing in; then the gap to the row before (log₂ of its ratio to the usual one); then sine and cosine of each
 * calendar cycle. Of a target with a season the change is instead how far the row was from what was expected (`SeasonalBase`).
 * The label of a row for (target k, horizon h) is the change of the working value from that row to h rows later, in
 * units of the running deviation of h-step changes as it was at that row, within ±LABEL_LIMIT; NaN until it is known,
 * and for good if the value is missing or the unit is still zero.
 * Memory: bounded by the lookback. Cost of `append`: O(columns + targets · horizons), no allocation.
 */
export class Series implements Persistent {
  /** Rows appended so far. */
  rows = 0;
  /** Time of the newest row, ms or as given. */
  time: number = NaN;
  /** By column, original units: the last value seen, NaN before the first. */
  readonly last: Float64Array;
  /** By column: whether the newest row had a value. */
  readonly present: Uint8Array;
  /** (columns) per row: working values, the last seen one where a cell was missing; NaN before the first. */
  readonly working: History<Float64Array>;
  /** (inputCount) per row; of rows without numbers if no model reads them. */
  readonly inputs: History<Float32Array>;
  /** (targets, horizons) per row, filled in as they become known. */
  readonly labels: History<Float32Array>;
  /** @ignore Of the targets; undefined where no model reads them. */
  readonly seasons: Seasons | undefined;
  /** @ignore Of the targets; undefined while no model reads it. */
  smoothing: Smoothing | undefined;
  /** How often `networkLabels` have been counted from somewhere else than before. */
  bases = 0;

  /** (targets): what changes are counted from, and (targets, horizons): their units. One row each per row. */
  private readonly origins: History<Float64Array>;
  private readonly level: Moments[];
  private readonly change: RootMeanSquare[];
  private readonly unit: RootMeanSquare[]; // (targets, horizons)
  private readonly gap = new UsualGap();
  private readonly isRead: boolean; // whether any model reads inputs, and any network labels
  private readonly isLearned: boolean;
  private readonly ownLabels: Labels;
  private base: SeasonalBase | undefined;

  /** Begins a series without rows. */
  constructor(
    readonly key: string,
    readonly index: number,
    readonly layout: SeriesLayout,
    lookback: Lookback,
    pool: SeasonPool = new SeasonPool(),
  ) {
    const { columns, targets, horizons, inputCount, labelCount } = layout;
    const farthest = horizons[horizons.length - 1];
    const rows = Math.max(lookback.rows, farthest + 1);
    this.isRead = lookback.rows > 0;
    this.last = packed(Float64Array, columns.length).fill(NaN);
    this.present = packed(Uint8Array, columns.length);
    this.working = History.float64(columns.length, Math.max(lookback.values, farthest + 1));
    this.inputs = History.float32(this.isRead ? inputCount : 0, rows);
    this.labels = History.float32(labelCount, rows);
    this.isLearned = lookback.labels === true;
    this.seasons = lookback.seasons ? new Seasons(layout, pool) : undefined;
    this.smoothing = lookback.smoothing ? new Smoothing(layout, this.seasons!) : undefined;
    const [toValue, toScaled] = [this.toValue.bind(this), this.toScaled.bind(this)];
    this.ownLabels = { rows: this.labels, toValue, toScaled };
    this.origins = History.float64(targets.length + labelCount, farthest + 1);
    this.level = columns.map(() => new Moments(LEVEL_FACTOR, REACH));
    this.change = columns.map(() => new RootMeanSquare(CHANGE_FACTOR, REACH));
    this.unit = Array.from({ length: labelCount }, () => new RootMeanSquare(CHANGE_FACTOR, REACH));
  }

  /**
   * Takes in the next row: its labels reach the rows they belong to, then the scales move, then the row is encoded.
   *
   * @param values by column, original units, NaN = missing; @param time ms or as given; @param wallClock ms
   */
  append(values: Float64Array, time: number, wallClock: number): void {
    const { columns, transforms } = this.layout;
    const now = this.working.push();
    const before = this.working.available > 1 ? this.working.at(1) : -1;
    const past = this.working.data;
    for (let c = 0; c < columns.length; c++) {
      const value = values[c];
      const working = toWorking(transforms[c], value);
      if (value === value) this.last[c] = value;
      this.present[c] = working === working ? 1 : 0;
      past[now + c] = this.present[c] ? working : before < 0 ? NaN : past[before + c];
    }
    this.rows++;
    this.settleLabels();
    this.moveScales(before);
    if (this.isRead) this.encode(before, time, wallClock);
    else this.inputs.push();
    this.time = time;
    this.seasons?.take(past, now, this.present, wallClock);
    this.smoothing?.observe();
    this.fileOrigins();
    if (this.isLearned && this.seasons!.hasNews) this.beginBase();
    else this.base?.observe();
  }

  /** @ignore What networks learn: changes as all models see them, or what a season leaves of them. */
  get networkLabels(): Labels {
    return this.base ?? this.ownLabels;
  }

  /** What changes of a target from the newest row are counted from, working value, and in which unit. */
  originOf(target: number): number {
    return this.origins.data[this.origins.at(0) + target];
  }
  /** The unit of a label that is made now. */
  unitOf(target: number, horizon: number): number {
    const { targets, horizons } = this.layout;
    return this.origins.data[this.origins.at(0) + targets.length + target * horizons.length + horizon];
  }

  /** Labels are counted from another base from now on. */
  private beginBase(): void {
    const { layout, seasons } = this;
    if (this.smoothing === undefined) (this.smoothing = new Smoothing(layout, seasons!)).observe();
    this.base = new SeasonalBase(this);
    this.base.begin();
    this.bases++;
  }

  /**
   * The forecast, in the target's units, that a scaled change of `scaled` from the newest row means; the last value
   * where that cannot be said. NaN only while the target has never had a value.
   */
  toValue(target: number, horizon: number, scaled: number): number {
    const { targets, horizons, transforms } = this.layout;
    const { data } = this.origins;
    const row = this.origins.at(0);
    const unit = data[row + targets.length + target * horizons.length + horizon];
    const change = Math.max(-LABEL_LIMIT, Math.min(LABEL_LIMIT, scaled)) * unit;
    if (transforms[target] !== "none" && !(Math.abs(change) > 0)) return this.last[target]; // naive to the bit
    const value = fromWorking(transforms[target], data[row + target] + change);
    return Number.isFinite(value) ? value : this.last[target];
  }

  /** The scaled change from the newest row that a forecast means: `toValue` the other way round, 0 without a unit. */
  toScaled(target: number, horizon: number, value: number): number {
    const { targets, horizons, transforms } = this.layout;
    const { data } = this.origins;
    const row = this.origins.at(0);
    const unit = data[row + targets.length + target * horizons.length + horizon];
    const change = toWorking(transforms[target], value) - data[row + target];
    return unit > 0 && change === change ? Math.max(-LABEL_LIMIT, Math.min(LABEL_LIMIT, change / unit)) : 0;
  }

  /** The newest row's values are the labels of the rows `horizon` before it. */
  private settleLabels(): void {
    const { targets, horizons, transforms } = this.layout;
    const past = this.working.data;
    const now = this.working.at(0);
    const labels = this.labels;
    for (let h = 0; h < horizons.length; h++) {
      const age = horizons[h];
      if (age >= this.rows) break;
      const origin = this.origins.at(age - 1); // the newest row has no origin yet
      const label = labels.at(age - 1);
      for (let k = 0; k < targets.length; k++) {
        const slot = k * horizons.length + h;
        const base = this.origins.data[origin + k];
        const unit = this.origins.data[origin + targets.length + slot];
        const change = past[now + k] - base;
        const known = this.present[k] === 1 && change === change;
        labels.data[label + slot] = known && unit > 0
          ? Math.max(-LABEL_LIMIT, Math.min(LABEL_LIMIT, change / unit))
          : NaN;
        if (known && transforms[k] !== "none") this.unit[slot].update(change);
      }
    }
  }

  /** Levels and changes take in the newest row: those that inputs, or forecasts of levels, are scaled by. */
  private moveScales(before: number): void {
    const { columns, transforms } = this.layout;
    const past = this.working.data;
    const now = this.working.at(0);
    for (let c = 0; c < columns.length; c++) {
      if (this.present[c] === 0) continue;
      const value = past[now + c];
      if (this.isRead || transforms[c] === "none") this.level[c].update(value);
      const change = before < 0 ? NaN : value - past[before + c];
      if (this.isRead && change === change) this.change[c].update(change);
    }
  }

  /** Writes the newest row as networks see it. */
  private encode(before: number, time: number, wallClock: number): void {
    const { columns, cycles, timed } = this.layout;
    const past = this.working.data;
    const now = this.working.at(0);
    const x = this.inputs.data;
    let at = this.inputs.push();
    for (let c = 0; c < columns.length; c++) {
      const value = past[now + c];
      const change = before < 0 ? NaN : value - past[before + c];
      const deviation = this.level[c].deviation;
      const unit = this.change[c].value;
      x[at] = deviation > 0 ? squash((value - this.level[c].mean) / deviation) : 0;
      x[at + 1] = unit > 0 && change === change ? squash(change / unit) : 0;
      x[at + 2] = 1 - this.present[c];
      at += INPUTS_PER_COLUMN;
    }
    if (timed) x[at++] = this.gap.observe(time - this.time);
    for (const cycle of cycles) {
      const angle = 2 * Math.PI * cycle.phase(wallClock);
      const fits = cycle.fits(this.gap.usual);
      x[at++] = fits ? Math.sin(angle) : 0;
      x[at++] = fits ? Math.cos(angle) : 0;
    }
  }

  /** What forecasts from the newest row are counted from, and in which units. */
  private fileOrigins(): void {
    const { targets, horizons, transforms, labelCount } = this.layout;
    const { data } = this.origins;
    const row = this.origins.push();
    const now = this.working.at(0);
    for (let k = 0; k < targets.length; k++) {
      const level = transforms[k] === "none" && this.last[k] === this.last[k];
      data[row + k] = level ? this.level[k].mean : this.working.data[now + k];
      for (let h = 0; h < horizons.length; h++) {
        const slot = k * horizons.length + h;
        data[row + targets.length + slot] = level ? this.level[k].deviation : this.unit[slot].value;
      }
    }
    const label = this.labels.push();
    this.labels.data.fill(NaN, label, label + labelCount);
  }

  /** All that it remembers. */
  persist(archive: Archive): void {
    this.rows = persistCount(archive, "rows", this.rows);
    this.time = archive.number("time", this.time);
    archive.array("last", this.last);
    archive.array("present", this.present);
    this.working.persist(archive.within("working"));
    this.inputs.persist(archive.within("inputs"));
    this.labels.persist(archive.within("labels"));
    this.origins.persist(archive.within("origins"));
    for (const { count } of [this.working, this.inputs, this.labels, this.origins]) {
      if (count !== this.rows) {
        throw new RangeError(`Cannot restore ${this.rows} rows of a series: got ${count}`);
      }
    }
    this.level.forEach((moments, i) => moments.persist(archive.within(`level.${i}`)));
    this.change.forEach((square, i) => square.persist(archive.within(`change.${i}`)));
    this.unit.forEach((square, i) => square.persist(archive.within(`unit.${i}`)));
    this.gap.persist(archive);
    this.seasons?.persist(archive.within("seasons"));
    if (this.isLearned) this.persistBase(archive);
    this.smoothing?.persist(archive.within("smoothing"));
  }

  /** What is there once a season is known. */
  private persistBase(archive: Archive): void {
    this.bases = persistCount(archive, "bases", this.bases);
    if (archive.restoring && this.bases > 0) {
      this.smoothing ??= new Smoothing(this.layout, this.seasons!);
      this.base = new SeasonalBase(this);
    }
    this.base?.persist(archive.within("base"));
  }
}

/**
 * Half of z near 0, never beyond ±1.5: an outlier is seen, but not at its full size; and inputs below one keep the gates
 * in their sensitive range (halving them took 5 % off the LSTM's error on the electricity benchmark).
 */
export function squash(z: number): number {
  return 1.5 * Math.tanh(z / 3);
}
