import type { ColumnRoles } from "../../../input/row.ts";
import { hasDates } from "../../../library/build_monitor.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import type { ByteSink } from "../../../output/byte_sink.ts";
import type { ForecastSink } from "../../../output/forecast_sink.ts";
import { ForecastWriter } from "../../../output/forecast_writer.ts";

/**
 * What writes the forecasts, in the format and shape that the options ask for.
 * @param continued lines stand before these: there is no header
 */
export async function openWriter(
  options: ForecastOptions,
  { targets, timeKind }: Pick<ColumnRoles, "targets" | "timeKind">,
  sink: ByteSink,
  continued: boolean,
): Promise<ForecastSink> {
  const { horizons, levels, quantiles, format, emit, wide, forecastTime } = options;
  const models = options.models.map(({ name }) => name);
  const timeIsNumber = !hasDates(timeKind);
  const columns = { targets, horizons, models, levels, quantiles, emit, timeIsNumber, forecastTime };
  if (format === "influx") {
    const { InfluxWriter } = await import("../../../output/influx_writer.ts");
    return new InfluxWriter({ ...columns, sink, isCalendar: !timeIsNumber });
  }
  return new ForecastWriter({ ...columns, sink, format, wide, continued });
}
