import { RunError, UsageError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";

/** How a run ends that threw: its exit code, and the line for standard error, if any. */
export interface Failure {
  readonly code: 0 | 1 | 2;
  readonly line: string | undefined;
}

/**
 * Tells a person's errors from defects of ours, by CLI.md's exit codes. The line has no line break in it.
 *
 * A reader of standard output that went away, as in `| head -n 1`, is no failure: code 0, no line.
 */
export function describeFailure(error: unknown): Failure {
  if (error instanceof Deno.errors.BrokenPipe) return { code: 0, line: undefined };
  if (error instanceof UsageError) return { code: 2, line: oneLine(`${error.message} (--help tells more)`) };
  if (error instanceof RunError) return { code: 1, line: oneLine(error.message) };
  if (error instanceof Deno.errors.NotCapable) {
    return { code: 1, line: oneLine(missingPermission(error.message)) };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && "code" in error) {
    return { code: 1, line: oneLine(`Cannot go on: ${message}`) };
  }
  return {
    code: 1,
    line: oneLine(`Cannot go on: ${message}; this is a defect, run again with --debug to see where`),
  };
}

/** Deno says what was refused, not yet how to allow only that. */
function missingPermission(message: string): string {
  const parts = message.match(/^Requires (\w+) access to (.+?), run again with the (--allow-\w+) flag/s);
  if (parts === null) return message;
  const [, access, quoted, flag] = parts;
  const resource = quoted.replace(/^"(.*)"$/s, "$1");
  const value = /^(read|write|env|net|run|sys|import|ffi)$/.test(access) && quoted !== resource
    ? `=${resource}`
    : "";
  const argument = /[^\w./:=@%+,-]/.test(value) ? `'${flag}${value}'` : `${flag}${value}`;
  return `Cannot ${access} "${resource}": permission is missing, start with deno run ${argument} main.ts`;
}

function oneLine(text: string): string {
  return visible(text.trim().replace(/\s*[\r\n]+\s*/g, " "));
}
