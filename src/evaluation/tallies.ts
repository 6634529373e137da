import type { Archive, Persistent } from "../base/archive.ts";

/** Sums over the scored rows of one target and horizon, the same for every model. */
const SHARED = ["n", "scaledRows", "moves", "ups", "naiveAbsolute", "naiveSquared"] as const;

/** Sums over the scored rows of one model, target and horizon. */
const OWN = [
  "absolute",
  "squared",
  "scaled",
  "percentage",
  "hits",
  "intervals",
  "covered",
  "width",
  "pinball",
] as const;

type Sums<Name extends string> = Readonly<Record<Name, Float64Array>>;

/** What has been summed of one model, target and horizon: all that a metric may be computed from. */
export type Tally = Readonly<Record<(typeof SHARED)[number] | (typeof OWN)[number] | "pValue", number>>;

/**
 * The sums that the metrics are computed from, over all series; a cell is one target and horizon.
 *
 * A sum is one name in a list above and one line in `add`. Cost of `add`: O(models), without allocation.
 */
export class Tallies implements Persistent {
  /** What the last `add` scored: 1, then each model's squared error minus naive's; zeros if it scored nothing. */
  readonly losses: Float64Array;
  private readonly shared: Sums<(typeof SHARED)[number]>;
  private readonly own: Sums<(typeof OWN)[number]>;
  private readonly lowQuantile: number;

  /** @param level of the prediction interval: its ends are the quantiles (1 ± level) / 2 */
  constructor(private readonly models: number, private readonly cells: number, level: number) {
    this.losses = new Float64Array(1 + models);
    this.shared = newSums(SHARED, cells);
    this.own = newSums(OWN, models * cells);
    this.lowQuantile = (1 - level) / 2;
  }

  /**
   * Scores every model's forecast of one actual, if all of them can be scored: comparisons need the same rows.
   *
   * @param slot where the forecasts stand in `values`, as `ForecastQueue` files them
   * @param unit 1 / variance of the warm-up; NaN leaves the row out of the scaled error
   */
  add(cell: number, actual: number, values: Float64Array, slot: number, unit: number): void {
    const { models, cells, losses, shared, own, lowQuantile } = this;
    const last = values[slot];
    let known = actual - last;
    for (let model = 0; model < models; model++) known += values[slot + 1 + 3 * model];
    if (!Number.isFinite(known)) {
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
      const from = slot + 1 + 3 * model;
      const forecast = values[from];
      const error = actual - forecast;
      const absolute = Math.abs(error);
      const squared = error * error;
      own.absolute[at] += absolute;
      own.squared[at] += squared;
      losses[1 + model] = squared - naiveSquared;
      if (scaled) own.scaled[at] += squared * unit;
      if (error !== 0) own.percentage[at] += 200 * absolute / (Math.abs(actual) + Math.abs(forecast));
      if (move > 0 ? forecast > last : move < 0 && forecast < last) own.hits[at]++;

      const lower = values[from + 1];
      const upper = values[from + 2];
      const width = upper - lower;
      if (width !== width) continue;
      own.intervals[at]++;
      own.width[at] += width;
      if (actual >= lower && actual <= upper) own.covered[at]++;
      own.pinball[at] +=
        (quantileLoss(lowQuantile, actual - lower) + quantileLoss(1 - lowQuantile, actual - upper)) / 2;
    }
  }

  /** The sums of one model and cell. */
  tally(model: number, cell: number, pValue: number): Tally {
    const tally: Record<string, number> = { pValue };
    for (const name of SHARED) tally[name] = this.shared[name][cell];
    for (const name of OWN) tally[name] = this.own[name][model * this.cells + cell];
    return tally as Tally;
  }

  persist(archive: Archive): void {
    for (const name of SHARED) archive.array(name, this.shared[name]);
    for (const name of OWN) archive.array(name, this.own[name]);
  }
}

function newSums<Name extends string>(names: readonly Name[], length: number): Sums<Name> {
  return Object.fromEntries(names.map((name) => [name, new Float64Array(length)])) as Sums<Name>;
}

/** Pinball loss of a quantile forecast (Koenker & Bassett 1978); `above` is the actual minus the forecast. */
function quantileLoss(quantile: number, above: number): number {
  return above >= 0 ? quantile * above : (quantile - 1) * above;
}
