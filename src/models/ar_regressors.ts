import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { CalendarCycle } from "../series/calendar.ts";
import { INPUTS_PER_COLUMN, type SeriesLayout } from "../series/layout.ts";
import { RootMeanSquare } from "../series/moments.ts";
import type { Series } from "../series/series.ts";
import { writeHarmonics } from "./harmonics.ts";
import { SeasonalProfile } from "./seasonal_profile.ts";
import { SeasonalWeights } from "./seasonal_weights.ts";

/** Lagged values among the regressors at most, so that many columns do not make a row cost milliseconds. */
const MOST_LAGS = 256;
/**
 * A cycle of the calendar enters with its first harmonics: more shape than one sine. A day has peaks of an hour or two (on
 * hourly loads 10 harmonics leave 3 % less error than 4), a week has only seven days.
 */
const harmonicsOf = (cycle: CalendarCycle): number => cycle.name === "hour" ? 10 : 4;
/** A lag of j rows counts up to this many times √j: as far as a random walk would go, ten times over. */
const REACH = 10;

/**
 * How large the square of a weight is expected to be, regressors and labels being in units of their running deviations; for a
 * lag of j rows, of the share of one column, it is `lag` / j², as in Litterman's (1986) Minnesota prior; for a calendar's m-th
 * harmonic `calendar` / m^1.5: within half a day, all that a patient may stay, high ones look like whatever happens. Measured
 * on hourly loads, daily prices, vital signs and made autoregressions together: on none of them the best, on each within a
 * percent or two.
 */
const VARIANCE = { lag: 0.03, level: 0.01, calendar: 0.003, profile: 0.01, intercept: 0.001 };

/**
 * What the autoregression of one series reads in its newest row, in this order:
 *
 * - for each column that a row holds itself, its differences to its own last value, y_{t−j} − y_t for j = 1 … lags, in
 *   units of its running deviation of changes, within ±REACH √j; 0 where there was no value yet;
 * - the level of each column (as the networks see it);
 * - sine and cosine of the calendar's cycles and of their harmonics;
 * - the first lag and the level of each such column times these sines and cosines, so that their weights follow the
 *   season (`SeasonalWeights`);
 * - with a period: for each column, how far the usual value of this phase lies from y_t;
 * - 1.
 *
 * `ahead` gives what depends on the horizon: how far the usual value of row t + h lies from y_t.
 *
 * Memory: the profile. Cost per row: O(columns · lags), no allocation.
 */
export class ArRegressors implements Persistent {
  /** Regressors of a row. */
  readonly size: number;
  /** (size): expected squares of their weights. */
  readonly variance: Float64Array;
  /** (columns): the same for `ahead`. */
  readonly aheadVariance: Float64Array;
  /** Lags per column: as asked, or fewer where there are many columns. */
  readonly lags: number;
  readonly profile: SeasonalProfile | undefined;
  private readonly seasonal: SeasonalWeights;
  private readonly change: RootMeanSquare[];
  private readonly scale: Float64Array; // (columns): 1 / deviation of changes, 0 while there were none
  private readonly lagged: readonly number[]; // columns whose lags are read: those of what is known ahead are other columns
  private readonly read: readonly number[]; // columns whose levels are read

  /** @param only the one column that is read; undefined: all */
  constructor(
    private readonly series: Series,
    lags: number,
    period: number,
    harmonics: number,
    only?: number,
  ) {
    const { columns, ownCount, cycles, transforms } = series.layout;
    this.read = only === undefined ? columns.map((_, c) => c) : [only];
    this.lagged = this.read.filter((c) => c < ownCount);
    this.lags = arLags(series.layout, lags);
    this.profile = period > 0 ? new SeasonalProfile(series, period) : undefined;
    this.change = columns.map(() => new RootMeanSquare(0.999, 10));
    this.scale = packed(Float64Array, columns.length);
    const variance: number[] = [];
    for (const _ of this.lagged) {
      for (let j = 1; j <= this.lags; j++) variance.push(VARIANCE.lag / (this.lagged.length * j * j));
    }
    // Under --transform none labels are levels themselves: the own level's weight is of the order of 1.
    for (const c of this.read) variance.push(transforms[c] === "none" ? 1 : VARIANCE.level);
    for (const cycle of cycles) {
      for (let m = 1; m <= harmonicsOf(cycle); m++) {
        variance.push(...Array(2).fill(VARIANCE.calendar * m ** -1.5));
      }
    }
    this.seasonal = new SeasonalWeights(series, period, harmonics, this.levelsAndFirstLags());
    variance.push(...this.seasonal.variance);
    if (this.profile) { for (const _ of this.read) variance.push(VARIANCE.profile); }
    variance.push(VARIANCE.intercept);
    this.size = variance.length;
    this.variance = Float64Array.from(variance);
    this.aheadVariance = packed(Float64Array, this.read.length).fill(VARIANCE.profile);
  }

  /** Takes in the series' newest row. */
  observe(): void {
    const { series, change, scale, read } = this;
    const { working, present } = series;
    const now = working.at(0);
    const before = working.at(1);
    for (const c of read) {
      const difference = working.data[now + c] - working.data[before + c];
      if (working.available > 1 && present[c] === 1 && Number.isFinite(difference)) {
        change[c].update(difference);
      }
      scale[c] = change[c].value > 0 ? 1 / change[c].value : 0;
    }
    this.profile?.observe();
  }

  /** Writes the newest row's regressors, (size), to `out` at `at`. */
  fill(out: Float64Array, at: number): void {
    const { series, scale, lagged, read, lags, profile, seasonal } = this;
    const start = at;
    const columns = scale.length;
    const { working, inputs } = series;
    const now = working.at(0);
    const known = Math.min(lags, working.available - 1);
    for (const c of lagged) {
      const last = working.data[now + c];
      for (let j = 1; j <= lags; j++) {
        const difference = j <= known ? working.data[now - j * columns + c] - last : 0;
        out[at++] = within(difference * scale[c], REACH * Math.sqrt(j));
      }
    }
    const row = inputs.at(0);
    for (const c of read) out[at++] = inputs.data[row + c * INPUTS_PER_COLUMN];
    at = this.fillCalendar(out, at, row);
    seasonal.fill(out, start, at);
    at += seasonal.variance.length;
    if (profile) {
      this.ahead(0, out, at);
      at += read.length;
    }
    out[at] = 1;
  }

  /** Writes, (columns), how far the usual value of the row `horizon` rows ahead lies from the last one. */
  ahead(horizon: number, out: Float64Array, at: number): void {
    const { series, scale, read, profile } = this;
    if (!profile) return;
    const { working } = series;
    const now = working.at(0);
    const then = profile.at(horizon);
    for (let i = 0; i < read.length; i++) {
      const c = read[i];
      out[at + i] = within((profile.means[then + c] - working.data[now + c]) * scale[c], 3 * REACH);
    }
  }

  /** Where the first lags of the columns and their levels stand among the regressors. */
  private levelsAndFirstLags(): Int32Array {
    const { lags, lagged: { length } } = this;
    return Int32Array.from(
      { length: 2 * length },
      (_, i) => i < length ? i * lags : length * lags + i - length,
    );
  }

  private fillCalendar(out: Float64Array, at: number, row: number): number {
    const { cycles, inputCount } = this.series.layout;
    const { data } = this.series.inputs;
    let wave = row + inputCount - 2 * cycles.length;
    for (const cycle of cycles) {
      const count = harmonicsOf(cycle);
      writeHarmonics(out, at, data[wave], data[wave + 1], count);
      wave += 2;
      at += 2 * count;
    }
    return at;
  }

  persist(archive: Archive): void {
    this.change.forEach((square, c) => square.persist(archive.within(`change.${c}`)));
    archive.array("scale", this.scale);
    this.profile?.persist(archive.within("profile"));
  }
}

/** Lags per column that fit under the limit of regressors. */
export function arLags(layout: SeriesLayout, asked: number): number {
  return Math.max(1, Math.min(asked, Math.floor(MOST_LAGS / layout.ownCount)));
}

/** z within ±limit; 0 where it is unknown. */
function within(z: number, limit: number): number {
  return z === z ? Math.max(-limit, Math.min(limit, z)) : 0;
}
