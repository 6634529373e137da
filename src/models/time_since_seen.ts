import type { Archive } from "../base/archive.ts";
import { History } from "../series/history.ts";
import { INPUTS_PER_COLUMN } from "../series/layout.ts";
import type { Series } from "../series/series.ts";
import type { ExtraInputs } from "./recurrent_track.ts";

/** No column counts as unseen for longer than this many usual gaps. */
const LONGEST = 32;

/**
 * How long ago each column was seen before each row, in usual gaps between rows, (columns):
 *
 *   δ_t = s_t − s_{t−1} + (δ_{t−1} where the column was missing at t − 1)
 *
 * so 1 at every row of a regular series without gaps. Rows without times of their own lie one gap apart.
 *
 * Source: Che et al. 2018, eq. 2.
 */
export class TimeSinceSeen implements ExtraInputs {
  readonly rows: History<Float32Array>;

  /** @param keep rows to remember, at least 2 */
  constructor(private readonly series: Series, keep: number) {
    this.rows = History.float32(series.layout.columns.length, keep);
  }

  /** Files the newest row's. */
  take(): void {
    const { rows, series: { inputs, layout: { columns, timed } } } = this;
    const at = rows.push();
    const { data } = rows;
    // The input row ends its columns with log₂ of the gap over the usual one.
    const gap = timed ? 2 ** inputs.data[inputs.at(0) + INPUTS_PER_COLUMN * columns.length] : 1;
    for (let c = 0; c < columns.length; c++) {
      const wasMissing = rows.count > 1 && inputs.data[inputs.at(1) + INPUTS_PER_COLUMN * c + 2] === 1;
      data[at + c] = Math.min(LONGEST, gap + (wasMissing ? data[rows.at(1) + c] : 0));
    }
  }

  persist(archive: Archive): void {
    this.rows.persist(archive);
  }
}
