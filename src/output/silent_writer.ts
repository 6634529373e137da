import type { ForecastSink } from "./forecast_sink.ts";

/** Writes no lines: of a run whose forecasts are shown when it ends. */
export const SILENT_WRITER: ForecastSink = {
  pendingBytes: 0,
  prepareKey: () => new Uint8Array(0),
  row() {},
  flush: () => Promise.resolve(),
};
