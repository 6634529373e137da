import { RunError, UsageError } from "../base/errors.ts";
import { printable } from "../base/printable.ts";
import { Stopped } from "./stop_signals.ts";

/** How a run ends that threw: its exit code, and the line for standard error, if any. */
export interface Failure {
  readonly code: number;
  readonly line: string | undefined;
}

/**
 * Tells a person's errors from defects of ours, by the exit codes that `--help` lists. The line has no line
 * break in it.
 *
 * A reader of standard output that went away, as in `| head -n 1`, is no failure: code 0, no line. A run that
 * a signal has stopped tells its own.
 */
export function describeFailure(error: unknown): Failure {
  if (error instanceof Deno.errors.BrokenPipe) return { code: 0, line: undefined };
  if (error instanceof Stopped) return { code: error.code, line: error.message || undefined };
  const code = error instanceof UsageError ? 2 : 1;
  return { code, line: printable(messageOf(error).trim().replace(/\s*[\r\n]+\s*/g, " ")) };
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  if (error instanceof UsageError) return `${message} (--help tells more)`;
  if (error instanceof RunError) return message;
  if (error instanceof Deno.errors.NotCapable) return missingPermission(message);
  if (error instanceof Error && "code" in error) {
    return `Cannot continue: ${message.split(" (os error", 1)[0]}`;
  }
  return `Cannot continue: ${message}; this is a defect, run again with --debug to see where`;
}

/** Deno says what was refused; a person wants to know how to allow just that. */
function missingPermission(message: string): string {
  const parts = message.match(/^Requires (\w+) access to "(.+?)", run again with the (--allow-\w+) flag/s);
  if (parts === null) return message;
  const [, access, resource, flag] = parts;
  if (access === "all") {
    return `Cannot open "${resource}": Deno opens it with --allow-all only, add that before main.ts`;
  }
  const wanted = `${flag}=${resource}`;
  const written = /[^\w./:=@%+,-]/.test(wanted) ? `'${wanted}'` : wanted;
  return `Cannot ${access} "${resource}": permission is missing, add ${written} before main.ts`;
}
