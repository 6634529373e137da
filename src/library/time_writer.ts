import type { TimeKind } from "../input/row.ts";
import type { TimeWriter } from "../pipeline/forecast_times.ts";

/** Writes times in the form of the input's: numbers as numbers. */
export function timeWriterOf(kind: TimeKind): TimeWriter {
  if (kind === "number" || kind === "row") return (at) => String(Number(at.toPrecision(15)));
  return () => "";
}
