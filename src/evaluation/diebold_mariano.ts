import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { studentTwoSided } from "./student_t.ts";

/**
 * The Diebold-Mariano test of equal squared error against the naive forecast, online, for every model, target
 * and horizon. With d = model's squared error − naive's, over n scored rows of all series:
 *
 *   DM = d̄ / √(ω / n) · √((n + 1 − 2h + h (h − 1) / n) / n),   p = P(|t| ≥ |DM|), t with n − 1 degrees of freedom
 *   ω  = Σ_{|l| ≤ L} (1 − |l| / B) γ_l,   L = B − 1,   γ_l the autocovariance of d at lag l, within a series only
 *
 * **The Bartlett window as a moving sum.** With W_t the sum of d − d̄ over the B rows up to t, windows that
 * hang over either end included, ω = Σ W_t² / (n B): multiplied out, lag l stands in B − |l| windows. So any
 * L costs a constant time per row, and ω is never negative. d̄ is known only at the end, so Σ W², Σ W c and Σ
 * c² are kept of the raw sums, c being the number of scored rows in the window.
 *
 * Rows without a score (missing actuals) stand in the window as d = d̄, as Parzen has it. Series are taken as
 * independent of each other.
 *
 * Memory: 3 float64 per model, target and horizon; per series a `LossWindow` each.
 *
 * Source: Diebold & Mariano 1995; ω: Newey & West 1987; the factor and Student's t: Harvey, Leybourne &
 * Newbold 1997, eq. 9; gaps: Parzen 1963.
 */
export class DieboldMariano implements Persistent {
  private readonly sums: LossSums;

  /** @param horizons steps ahead of each cell; a cell is one target and horizon */
  constructor(private readonly models: number, private readonly horizons: readonly number[]) {
    this.sums = newSums(models, horizons.length);
  }

  /** Begins a series. */
  open(): LossWindow {
    return new LossWindow(this.models, this.horizons, this.sums);
  }

  /**
   * p-value per model and cell, shape (models, cells); not for the row path. NaN where a model never differed
   * from naive, and below 8 B scored rows (96 at horizon 1), where ω is too uncertain: measured at the 5 %
   * level, equal errors were rejected in 13 % of runs of 48 rows, 8 % of 100, 5 % of 1,000; in 11 % and 7 %
   * of 100 and 1,000 where d has an autocorrelation of 0.5.
   */
  pValues(windows: readonly LossWindow[]): Float64Array {
    const ended = structuredClone(this.sums);
    for (const window of windows) window.end(ended);
    const cells = this.horizons.length;
    const pValues = new Float64Array(this.models * cells);
    for (let cell = 0; cell < cells; cell++) {
      for (let model = 0; model < this.models; model++) {
        pValues[model * cells + cell] = pValue(
          ended,
          cell * (1 + this.models),
          1 + model,
          this.horizons[cell],
        );
      }
    }
    return pValues;
  }

  persist(archive: Archive): void {
    archive.array("total", this.sums.total);
    archive.array("square", this.sums.square);
    archive.array("cross", this.sums.cross);
  }
}

/**
 * B, the rows in a Bartlett window: lags up to max(11, 2h − 1). h − 1 is what an ideal h-step forecast would
 * need.
 */
export function bartlettRows(horizon: number): number {
  return Math.max(12, 2 * horizon);
}

/**
 * Σ d, Σ W² and Σ W c, shape (cells, 1 + models). Column 0 has d = 1 at every scored row: n, Σ c² and Σ c².
 */
interface LossSums {
  readonly total: Float64Array;
  readonly square: Float64Array;
  readonly cross: Float64Array;
}

function newSums(models: number, cells: number): LossSums {
  const length = cells * (1 + models);
  return {
    total: new Float64Array(length),
    square: new Float64Array(length),
    cross: new Float64Array(length),
  };
}

function pValue({ total, square, cross }: LossSums, first: number, column: number, horizon: number): number {
  const n = total[first];
  const width = bartlettRows(horizon);
  if (n < 8 * width) return NaN;
  const at = first + column;
  const mean = total[at] / n;
  const squares = square[at] - 2 * mean * cross[at] + mean * mean * square[first];
  const variance = Math.max(squares, 0) / (n * width); // 0 where d never was anything but 0: then 0 / 0, NaN
  const correction = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n;
  return studentTwoSided(mean / Math.sqrt(variance / n) * Math.sqrt(correction), n - 1);
}

/**
 * The newest B loss differentials of one series, and their moving sums; shared sums grow as it slides.
 *
 * Memory: targets · Σ_h (B + 1) · (1 + models) float64. Cost of a row: O(models) per target and horizon.
 */
export class LossWindow implements Persistent {
  /** Per cell: the moving sums (1 + models), then B rows of (1 + models). */
  private readonly values: Float64Array;
  private readonly start: readonly number[];
  private readonly columns: number;
  private row = -1;

  constructor(models: number, private readonly horizons: readonly number[], private readonly sums: LossSums) {
    this.columns = 1 + models;
    let length = 0;
    this.start = horizons.map((horizon) => {
      const start = length;
      length += (bartlettRows(horizon) + 1) * this.columns;
      return start;
    });
    this.values = packed(Float64Array, length);
  }

  /** Begins the next row; `slide` must follow for every cell. */
  advance(): void {
    this.row++;
  }

  /**
   * Takes in a cell's losses of this row: a leading 1, then each model's d; or zeros only, where nothing was
   * scored.
   */
  slide(cell: number, losses: Float64Array): void {
    this.slideInto(this.sums, cell, losses);
  }

  /** Adds the windows that hang over the end of the series to `sums`, leaving this window as it is. */
  end(sums: LossSums): void {
    const kept = this.values.slice();
    const row = this.row;
    const nothing = new Float64Array(this.columns);
    for (let cell = 0; cell < this.horizons.length; cell++) {
      for (let step = 1; step < bartlettRows(this.horizons[cell]); step++) {
        this.row = row + step;
        this.slideInto(sums, cell, nothing);
      }
    }
    this.values.set(kept);
    this.row = row;
  }

  private slideInto({ total, square, cross }: LossSums, cell: number, losses: Float64Array): void {
    const { values, columns } = this;
    const moving = this.start[cell];
    const oldest = moving + columns * (1 + this.row % bartlettRows(this.horizons[cell]));
    const sum = cell * columns;
    const count = values[moving] + losses[0] - values[oldest];
    for (let column = 0; column < columns; column++) {
      const loss = losses[column];
      const window = values[moving + column] + loss - values[oldest + column];
      values[moving + column] = window;
      values[oldest + column] = loss;
      total[sum + column] += loss;
      square[sum + column] += window * window;
      cross[sum + column] += window * count;
    }
  }

  persist(archive: Archive): void {
    archive.array("values", this.values);
    this.row = archive.number("row", this.row);
  }
}
