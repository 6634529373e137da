import type { Score } from "../evaluation/metrics.ts";
import type { ObjectRow } from "../input/object_records.ts";
import type { Forecast } from "./forecast_collector.ts";

/**
 * A stream of rows, and models that forecast it and learn from it as it comes: what the command `forecast`
 * does, row by row. The same rows and options give the command's numbers, to the bit.
 *
 * Made by `createForecaster` or `restoreForecaster`. Memory: that of its models and series, independent of
 * the number of rows. It uses no clock and no randomness but the seeded one.
 */
export interface StreamForecaster {
  /** Rows learned, those before it was saved included. */
  readonly rows: number;

  /** Rows that could not be read. */
  readonly skipped: number;

  /**
   * Takes in the next row: settles the forecasts that spoke of it, forecasts from it, and learns from it.
   *
   * The first row settles what the columns mean; its keys are the columns. Time must not go back within a
   * series. Cost: that of the models; synchronous.
   *
   * @param row a value for each column; NaN, null, "" and `NA` are missing, dates are texts in ISO form or
   * `Date`s
   * @returns the forecasts made from it, a target, horizon and model each, in this order; none for a bad row.
   * With `known` columns: of the rows that have what they waited for
   * @throws {UsageError} at the first row, if its columns are not those that the options name
   * @throws {RunError} at a bad row under `badRows: "fail"`
   */
  observe(row: ObjectRow): Forecast[];

  /**
   * The newest forecasts once more, of every series, without a new row: what was said last of what is to
   * come. Cost: that of copying them.
   */
  forecast(): Forecast[];

  /**
   * How good the forecasts of all rows so far have been: a score for each model, target and horizon, as in
   * the command's summary; every forecast is scored before its row is learned from. NaN where there is
   * nothing to say yet.
   */
  scores(): Score[];

  /**
   * No further row comes: rows that waited for `known` values leave without those that never came.
   * @throws {RunError} if rows have come and none of them could be read
   */
  finish(): Promise<Forecast[]>;

  /**
   * Everything that was learned, as the bytes of a state file: `restoreForecaster` goes on from them bit for
   * bit, and the command's `inspect` and `generate` read them too. Rows that wait for `known` values are to
   * be observed again.
   *
   * @throws {RunError} if no row has come yet
   */
  save(): Uint8Array<ArrayBuffer>;
}
