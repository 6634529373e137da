import type { ObjectRow } from "../input/object_records.ts";
import { createForecaster } from "./forecaster.ts";
import type { Forecast } from "./forecast_collector.ts";
import type { ForecasterOptions } from "./forecaster_options.ts";

/**
 * Forecasts from every row of a stream, by models that learn as the rows come: the command `forecast` as a
 * loop.
 *
 * @param rows objects with a value for each column, in the order of time
 * @param options those of the command, in camel case
 * @returns a forecast for each row, target, horizon and model, in this order, before the next row is asked
 * for
 * @throws {UsageError} if an option is wrong, or names a column that the first row doesn't have
 * @throws {RunError} if no row can be read, or at a bad row under `badRows: "fail"`
 */
export async function* forecast(
  rows: AsyncIterable<ObjectRow> | Iterable<ObjectRow>,
  options: ForecasterOptions = {},
): AsyncGenerator<Forecast, void, undefined> {
  const forecaster = createForecaster(options);
  for await (const row of rows) yield* forecaster.observe(row);
  yield* await forecaster.finish();
}
