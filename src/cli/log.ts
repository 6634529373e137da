import { Progress } from "../output/progress.ts";
import type { Io } from "./command.ts";

/**
 * What a command tells people on standard error, as its options ask for.
 * @param status how the best model does so far, or ""
 */
export function openLog(
  { quiet, logFormat }: { readonly quiet: boolean; readonly logFormat: "text" | "json" },
  { stderr }: Io,
  status: () => string = () => "",
): Progress {
  return new Progress({
    screen: stderr,
    quiet,
    now: () => performance.now(),
    status,
    width: terminalWidth,
    json: logFormat === "json" ? { wallClock: () => new Date().toISOString() } : undefined,
  });
}

/** Columns of the terminal as it is now; 80 where there is none to ask. */
export function terminalWidth(): number {
  try {
    return Deno.consoleSize().columns || 80; // some terminals say 0
  } catch {
    return 80;
  }
}
