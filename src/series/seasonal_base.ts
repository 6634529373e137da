import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { History } from "./history.ts";
import type { Labels } from "./labels.ts";
import { INPUTS_PER_COLUMN } from "./layout.ts";
import { LossWeights } from "./loss_weights.ts";
import { RootMeanSquare } from "./moments.ts";
import { RecursiveLeastSquares } from "./recursive_least_squares.ts";
import { SEASONAL_REGRESSORS, seasonalRegressors } from "./seasonal_regressors.ts";
import { LABEL_LIMIT, type Series, squash } from "./series.ts";

/**
 * Of the regression: expected square of a weight, forgetting, share of the start's ridge that stays; errors
 * count up to this.
 */
const VARIANCE = 0.3;
const FORGETTING = 0.999;
const KEEP = 0.02;
const ERROR_LIMIT = 3;
/** Labels of h steps overlap: an error counts h to this power. */
const OVERLAP = -0.25;
/** The mixture of no change, regression and smoothing. */
const PRIOR = [0.02, 0.5, 0.5];
const weighing = (horizon: number) => ({ temper: 10, full: horizon + 30, forgetting: 0.99 });
/**
 * The regression learns from so many of the longest season and so many rows more when a season has been
 * found.
 */
const SEASONS = 4;
const MORE = 500;
/** What is left by the base, as changes are measured elsewhere. */
const LEFT_FACTOR = 0.999;
const REACH = 10;
/** Nobody expects a change of more units. */
const FARTHEST = 20;
/** What is kept of a row for each slot: regression, smoothing, and these. */
const BASE = 2;
const LEFT = 3;
const UNIT = 4;
const SAID = 5;

/**
 * What a known season lets expect of a series' targets, and labels for networks that are counted from there:
 * a network then learns what is left, in units of what is usually left.
 *
 * The expected change from row t to t + h is a mixture of three: none at all, what a regression on
 * `seasonalRegressors` says, one for each target and horizon, and what exponential smoothing says
 * (`Smoothing`), by their `LossWeights`.
 *
 * When a season is found, the rows before go through the same steps once more, oldest first, so that
 * regressions, units and the labels of rows that networks still read are what they would be had the season
 * been known: of what was expected at a row nothing is changed by a later one. A target without a season
 * keeps the series' own labels.
 *
 * Memory: 45 numbers per target and horizon, and 5 of each for the rows that await their label. Cost:
 * O(targets · horizons).
 */
export class SeasonalBase implements Labels, Persistent {
  readonly rows: History<Float32Array>;
  /**
   * For each slot (target, horizon) of a row: what regression and smoothing say, the base, the unit of what
   * it leaves, of changes.
   */
  private readonly said: History<Float32Array>;
  private readonly regressions: readonly RecursiveLeastSquares[];
  private readonly weights: readonly Float64Array[]; // by slot
  private readonly left: readonly RootMeanSquare[];
  private readonly mixtures: readonly LossWeights[]; // by slot
  private readonly errors = new Float64Array(PRIOR.length); // scratch: the mixture's squared errors
  private readonly row = new Float64Array(2 * SEASONAL_REGRESSORS); // scratch: regressors and their gain

  constructor(private readonly series: Series) {
    const { layout: { labelCount, horizons }, labels } = series;
    this.rows = History.float32(labelCount, labels.keep);
    this.said = History.float32(
      SAID * labelCount,
      horizons[horizons.length - 1] + 1,
    );
    const each = <T>(make: () => T): T[] => Array.from({ length: labelCount }, make);
    const variance = new Float64Array(SEASONAL_REGRESSORS).fill(VARIANCE);
    this.regressions = each(() => new RecursiveLeastSquares(variance, FORGETTING, KEEP));
    this.weights = each(() => packed(Float64Array, SEASONAL_REGRESSORS));
    this.left = each(() => new RootMeanSquare(LEFT_FACTOR, REACH));
    const { targets } = series.layout;
    this.mixtures = targets.flatMap(() => horizons.map((h) => new LossWeights(PRIOR, weighing(h))));
  }

  /** A season has been found: the rows up to the newest go through what they would have gone through. */
  begin(): void {
    const { series: { seasons, rows: count }, rows } = this;
    let age = 0;
    for (const { periods, values } of seasons!.finders) {
      const most = SEASONS * Math.max(periods[0], periods[1]) + MORE;
      if (periods[0] > 0) {
        age = Math.max(age, Math.min(values.available - 1 - periods[0], most));
      }
    }
    for (let older = Math.min(count - 1, rows.keep); older > age; older--) {
      this.fileLabels();
    }
    for (; age > 0; age--) this.take(age, NOTHING);
    for (const mixture of this.mixtures) mixture.reset(); // what smoothing would have said is not known
    this.observe();
  }

  /** Takes in the newest row. */
  observe(): void {
    this.take(0, this.series.smoothing?.forecast ?? NOTHING);
    this.tellSurprise();
  }

  /**
   * In place of a target's change networks read by how much the newest row surprised: its label at the
   * nearest horizon.
   */
  private tellSurprise(): void {
    const { series: { layout: { targets, horizons }, seasons, inputs }, rows } = this;
    if (horizons[0] >= rows.available || inputs.width === 0) return;
    for (let k = 0; k < targets.length; k++) {
      if (!seasons!.finders[k].any) continue;
      const surprise = rows.data[rows.at(horizons[0]) + k * horizons.length];
      inputs.data[inputs.at(0) + k * INPUTS_PER_COLUMN + 1] = surprise === surprise ? squash(surprise) : 0;
    }
  }

  /** The row of this age settles labels of those before it, then gets its base. */
  private take(age: number, smoothed: Float64Array): void {
    const { series: { layout: { targets, horizons } }, said } = this;
    for (let h = 0; h < horizons.length; h++) {
      if (horizons[h] > said.available) break;
      for (let k = 0; k < targets.length; k++) this.settle(k, h, age);
    }
    this.fileLabels();
    const row = said.push();
    for (let k = 0; k < targets.length; k++) {
      for (let h = 0; h < horizons.length; h++) {
        const slot = k * horizons.length + h;
        this.expect(k, h, age, smoothed[slot] ?? NaN, row + SAID * slot);
      }
    }
  }

  private fileLabels(): void {
    const { rows } = this;
    const row = rows.push();
    rows.data.fill(NaN, row, row + rows.width);
  }

  /** The change from the row `horizon` before the one of this age is known. */
  private settle(k: number, h: number, age: number): void {
    const { series, rows, said, left, weights } = this;
    const { layout: { horizons }, seasons, labels } = series;
    const horizon = horizons[h];
    const slot = k * horizons.length + h;
    const label = rows.at(horizon - 1) + slot;
    const { values, periods, any } = seasons!.finders[k];
    if (!any) {
      rows.data[label] = age + horizon < labels.available
        ? labels.data[labels.at(age + horizon) + slot]
        : NaN;
      return;
    }
    const at = said.at(horizon - 1) + SAID * slot;
    const unit = said.data[at + UNIT];
    const change = values.at(age) - values.at(age + horizon);
    if (change !== change || !(unit > 0)) return;
    const base = said.data[at + BASE];
    rows.data[label] = within(
      (change - base) / said.data[at + LEFT],
      LABEL_LIMIT,
    );
    left[slot].update(change - base);
    this.judge(slot, at, change, unit);
    const { row } = this;
    seasonalRegressors(values, periods, age + horizon, horizon, unit, row);
    const error = within(change / unit - product(weights[slot], row), ERROR_LIMIT) *
      horizon ** OVERLAP;
    this.regressions[slot].absorb(row, 0, SEASONAL_REGRESSORS);
    for (let i = 0; i < SEASONAL_REGRESSORS; i++) {
      weights[slot][i] += row[SEASONAL_REGRESSORS + i] * error;
    }
    this.regressions[slot].shrink(weights[slot]);
  }

  /** How far off the mixture's parts were. */
  private judge(slot: number, at: number, change: number, unit: number): void {
    const { errors, mixtures, said: { data } } = this;
    for (let i = 0; i < errors.length; i++) {
      const expected = i === 0 ? 0 : data[at + i - 1];
      errors[i] = within((change - expected) / unit, LABEL_LIMIT) ** 2;
    }
    mixtures[slot].update(errors);
  }

  /**
   * Writes what is expected from the row of this age to where `at` says. @param smoothed what smoothing
   * expects; NaN: nothing
   */
  private expect(
    k: number,
    h: number,
    age: number,
    smoothed: number,
    at: number,
  ): void {
    const { series, said: { data }, weights, left, row, mixtures } = this;
    const { horizons } = series.layout;
    const { values: past, periods, any } = series.seasons!.finders[k];
    const slot = k * horizons.length + h;
    const unit = series.unitOf(k, h);
    data.fill(0, at, at + SAID);
    data[at + UNIT] = data[at + LEFT] = unit;
    if (!any || !(unit > 0)) return;
    seasonalRegressors(past, periods, age, horizons[h], unit, row);
    const regression = within(product(weights[slot], row), FARTHEST) * unit;
    const smooth = smoothed - series.originOf(k);
    data[at] = regression;
    data[at + 1] = smooth === smooth ? within(smooth / unit, FARTHEST) * unit : regression;
    const { values: shares } = mixtures[slot];
    data[at + BASE] = shares[1] * data[at] + shares[2] * data[at + 1];
    const usual = left[slot].value;
    data[at + LEFT] = usual > 0 ? Math.min(usual, unit) : unit;
  }

  toValue(target: number, horizon: number, scaled: number): number {
    const { series, said: { data } } = this;
    const at = this.placeOf(target, horizon);
    const [base, left, unit] = [
      data[at + BASE],
      data[at + LEFT],
      data[at + UNIT],
    ];
    if (base === 0 && left === unit) {
      return series.toValue(target, horizon, scaled);
    }
    return series.toValue(
      target,
      horizon,
      (base + within(scaled, LABEL_LIMIT) * left) / unit,
    );
  }

  toScaled(target: number, horizon: number, value: number): number {
    const { series, said: { data } } = this;
    const at = this.placeOf(target, horizon);
    const scaled = series.toScaled(target, horizon, value);
    const left = data[at + LEFT];
    return left > 0 ? within((scaled * data[at + UNIT] - data[at + BASE]) / left, LABEL_LIMIT) : 0;
  }

  /** Where what is said of the newest row's target and horizon stands. */
  private placeOf(target: number, horizon: number): number {
    return this.said.at(0) +
      SAID * (target * this.series.layout.horizons.length + horizon);
  }

  persist(archive: Archive): void {
    this.rows.persist(archive.within("rows"));
    this.said.persist(archive.within("said"));
    this.regressions.forEach((regression, i) => regression.persist(archive.within(`regression.${i}`)));
    this.weights.forEach((weights, i) => archive.array(`weights.${i}`, weights));
    this.left.forEach((square, i) => square.persist(archive.within(`left.${i}`)));
    this.mixtures.forEach((mixture, i) => mixture.persist(archive.within(`mixture.${i}`)));
  }
}

const NOTHING = new Float64Array(0);

function product(weights: Float64Array, row: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * row[i];
  return sum;
}

function within(z: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, z));
}
