import { UsageError } from "../base/errors.ts";

/** Options that a run may change when it is continued, although they change what it learns from there on. */
const MAY_CHANGE = /^rate of /;

/**
 * Compares what a checkpoint was learned with and what the run that is to continue it asks for. A label that
 * one of them lacks belongs to another version and is not compared.
 *
 * @param saved, asked texts by what people call the option: `--target`, `hidden of lstm`
 * @returns what may change and has, a line each: `rate of lstm: 0.002 before, 0 from here on`
 * @throws {UsageError} at what may not, naming both values
 */
export function checkCompatible(
  saved: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
  path: string,
): string[] {
  const changed: string[] = [];
  for (const [label, wanted] of Object.entries(asked)) {
    if (!Object.hasOwn(saved, label) || saved[label] === wanted) continue;
    const was = saved[label];
    if (MAY_CHANGE.test(label)) changed.push(`${label}: ${was} before, ${wanted} from here on`);
    else {
      throw new UsageError(
        `Cannot resume from "${path}" with ${label} ${shown(wanted)}: it was learned with ${shown(was)}; ` +
          `ask for the same, or name another --state file`,
      );
    }
  }
  return changed;
}

function shown(text: string): string {
  return text === "" ? "unset" : JSON.stringify(text);
}
