import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { DeviationKind } from "./deviation.ts";
import { ErrorScale, FAST, FAST_RATIOS } from "./error_scale.ts";
import { Leverage } from "./leverage.ts";
import { PhaseProfile } from "./phase_profile.ts";
import { SpreadScale } from "./spread_scale.ts";

/** What forecasts of a series are there: cells are (models, targets, horizons). */
export interface ForecastCells {
  readonly models: number;
  /** By target: in which sense actuals lie away from forecasts. */
  readonly kinds: readonly DeviationKind[];
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  /** Whether rows have an hour of the day. */
  readonly hourly: boolean;
}

/**
 * What is to be expected of the error of a forecast made at one of the newest rows, as many as the farthest horizon: how large it
 * will be by what errors have been of late (`ErrorScale`), by the hour it was made at (`PhaseProfile`), by what its model says
 * (`SpreadScale`) and by where a price has gone (`Leverage`).
 *
 * `at` looks at a forecast; what it finds stands in the fields until the next look.
 *
 * Memory: that of its parts. Cost: O(1) per cell, no allocation.
 */
export class ExpectedError implements Persistent {
  /** Its expected absolute error; 0 while there has been none but zeros. */
  unit = 0;
  /** How far its error will lie to one side. */
  shift = 0;
  /** Logarithms of how much larger than usual its intervals are to be, and how much larger above than below. */
  size = 0;
  skew = 0;
  private phase = 0;
  private factor = 1;

  private readonly scale: ErrorScale;
  private readonly profile: PhaseProfile | undefined;
  private readonly spreads: SpreadScale;
  /** Where a target moves by ratios, as prices do. */
  private readonly leverage: Leverage | undefined;
  /** Hours of the day of the newest rows; a row's place is its number modulo their count. */
  private readonly hours: Uint8Array;

  constructor(private readonly run: ForecastCells) {
    const { models, kinds, horizons, hourly } = run;
    const cells = models * kinds.length * horizons.length;
    const farthest = Math.max(...horizons);
    this.scale = new ErrorScale(cells);
    this.profile = hourly ? new PhaseProfile(cells) : undefined;
    this.spreads = new SpreadScale(farthest, cells);
    this.hours = packed(Uint8Array, farthest);
    this.leverage = kinds.includes("ratio") ? new Leverage(farthest + 1, kinds.length, cells) : undefined;
  }

  /** A target's value of a new row; NaN is none. */
  take(target: number, row: number, value: number): void {
    if (this.run.kinds[target] === "ratio") this.leverage?.take(target, row, value);
  }

  /** What a new row's forecasts are made by: its hour, 0 … 23, and (cells) what models say of their errors, NaN for nothing. */
  file(row: number, hour: number, spreads: Float64Array): void {
    this.hours[row % this.hours.length] = hour;
    this.spreads.file(row, spreads);
  }

  /** Looks at the forecast of a cell made at a row. */
  at(cell: number, target: number, horizon: number, row: number): void {
    const { hours, profile, scale, spreads } = this;
    const lever = this.lever(target);
    const phase = this.phase = hours[row % hours.length];
    this.factor = spreads.factor(cell, row) * (profile?.factor(cell, phase) ?? 1);
    this.unit = scale.value(cell) * this.factor *
      (lever === undefined ? 1 : Math.exp(lever.size(cell, target, row)));
    this.shift = profile === undefined ? 0 : this.unit * profile.shift(cell, phase, horizon);
    this.size = profile?.size(cell, phase) ?? 0;
    this.skew = lever?.skew(cell, target, row) ?? 0;
  }

  /** The intervals of the forecast looked at were missed more often than allowed, by so much, mean over their levels. */
  missed(cell: number, target: number, horizon: number, row: number, error: number, surplus: number): void {
    const { unit, profile, phase } = this;
    if (!(unit > 0)) return;
    const size = Math.abs(error - this.shift);
    this.spreads.update(cell, row, size / unit);
    this.lever(target)?.update(cell, target, row, size / unit, Math.sign(error));
    profile?.learn(cell, phase, horizon, error / unit, surplus);
  }

  /** The error of the forecast looked at, made at a row, the `count`-th of its cell. */
  update(cell: number, target: number, row: number, error: number, count: number): void {
    const { profile, scale } = this;
    const size = Math.abs(error - this.shift);
    const usual = scale.usual(cell) * this.spreads.factor(cell, row);
    if (profile !== undefined && usual > 0) profile.update(cell, this.phase, size / usual);
    scale.update(cell, size / this.factor, count, this.run.kinds[target] === "ratio" ? FAST_RATIOS : FAST);
  }

  private lever(target: number): Leverage | undefined {
    return this.run.kinds[target] === "ratio" ? this.leverage : undefined;
  }

  persist(archive: Archive): void {
    archive.array("hours", this.hours);
    this.scale.persist(archive.within("scale"));
    this.profile?.persist(archive.within("profile"));
    this.spreads.persist(archive.within("spreads"));
    this.leverage?.persist(archive.within("leverage"));
  }
}
