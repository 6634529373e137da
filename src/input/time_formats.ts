import { counted, UNITS } from "./counted_time.ts";
import { ISO } from "./iso_time.ts";
import type { TimeFormat } from "./time_format.ts";
import { compilePattern } from "./time_pattern.ts";

/** The formats that have a name of their own. */
export const FORMAT_NAMES: readonly string[] = ["iso", ...Object.keys(UNITS)];

/**
 * The format that `--time-format` names.
 * @throws {UsageError} if it is neither a name nor a pattern
 */
export function timeFormat(name: string): TimeFormat {
  if (name === "iso") return ISO;
  if (Object.hasOwn(UNITS, name)) return counted(name, ...UNITS[name]);
  return compilePattern(name);
}
