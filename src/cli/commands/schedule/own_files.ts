import { normalize, relative } from "@std/path";
import { UsageError } from "../../../base/errors.ts";
import type { Job } from "../../../schedule/job.ts";
import type { ForecastCommand } from "./job_command.ts";

/** Whose a file is: what people call that, and which state its lines belong to. */
interface Owner {
  readonly what: string;
  readonly option: string | undefined;
  readonly state: string | undefined;
}

/**
 * Makes sure that no job writes over another's files, or over what the scheduler keeps: each would be cut to
 * the length that its own state knows of. Jobs of one state may share their files: the state's lock lets one
 * of them in at a time.
 *
 * @param kept files of the scheduler, by what people call them
 * @throws {UsageError} at the first file that has two owners, naming both
 */
export function checkOwnFiles(
  commands: ReadonlyMap<Job, ForecastCommand>,
  root: string,
  kept: Readonly<Record<string, string>>,
): void {
  const owners = new Map<string, Owner>();
  for (const [what, path] of Object.entries(kept)) {
    owners.set(normalize(relative(root, path)), { what, option: undefined, state: undefined });
  }
  for (const [{ name }, { written }] of commands) {
    const state = written.get("state");
    for (const [option, file] of written) {
      const owner = owners.get(file);
      if (owner !== undefined && (owner.option !== option || owner.state !== state)) {
        throw new UsageError(
          `Cannot run job "${name}" with ${option} "${file}": that is ${owner.what}; name another file`,
        );
      }
      owners.set(file, { what: `the ${option} of job "${name}"`, option, state });
    }
  }
}
