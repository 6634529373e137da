import { dirname } from "@std/path";
import { UsageError } from "../../../base/errors.ts";
import { suggestion } from "../../../base/suggestion.ts";
import { MODEL_LISTS } from "../../../models/model_lists.ts";
import { parseModelList } from "../../../models/model_list.ts";
import type { Job } from "../../../schedule/job.ts";
import { insideRoot } from "../../../schedule/root_folder.ts";
import { type Flag, flagName } from "../../../options/flag.ts";
import { FORECAST_FLAGS, GENERAL } from "../../../options/flags.ts";
import { MODEL_NAMES } from "../../../library/model_plan.ts";
import { CODE } from "../shared/program_code.ts";

/** A job's forecast as a command line, and the files that it needs. */
export interface ForecastCommand {
  readonly args: readonly string[];
  /**
   * Paths as the job gives them, relative to the root: files to be read, and files and folders to be written.
   */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** The files that it writes, each by its option. */
  readonly written: ReadonlyMap<string, string>;
}

/** Options that hold files which are read; all other files are written. */
const READ = ["input", "pretrain"];

/**
 * The command line of a job's forecast. Every file that it names, in its options or as a model's weights,
 * must lie in the root folder, symbolic links followed: a jobs file opens nothing else.
 *
 * @param root an existing folder
 * @throws {UsageError} if an option is unknown, or a file lies elsewhere
 */
export async function forecastCommand(job: Job, root: string): Promise<ForecastCommand> {
  const flags = new Map(
    Object.entries<Flag<unknown>>(FORECAST_FLAGS)
      .filter(([key]) => !Object.hasOwn(GENERAL, key))
      .map(([key, flag]) => [flagName(key, flag).slice(2), flag]),
  );
  const args: string[] = [];
  const reads: string[] = [];
  const writes: string[] = [];
  const written = new Map<string, string>();
  for (const [name, text] of job.forecast) {
    const flag = flags.get(name);
    if (flag === undefined) {
      const known = [...flags.keys()];
      throw new UsageError(
        `Cannot run job "${job.name}": forecast has no option "${name}"${suggestion(name, known)}`,
      );
    }
    if (flag.placeholder === "") {
      if (text === "true") args.push(`--${name}`);
      continue;
    }
    args.push(`--${name}=${text}`);
    if (name === "workers" && CODE !== undefined) reads.push(CODE);
    if (!flag.placeholder.startsWith("FILE")) continue;
    const file = await inRoot(job.name, name, text, root);
    if (!READ.includes(name)) written.set(name, file);
    if (name === "state") {
      reads.push(dirname(file));
      writes.push(dirname(file));
    } else if (READ.includes(name)) reads.push(file);
    else {
      reads.push(file); // to know it again by its number on the disk
      writes.push(file);
    }
  }
  const models = job.forecast.get("models");
  if (models !== undefined) {
    for (const { name, options } of parseModelList(models, MODEL_NAMES, MODEL_LISTS)) {
      const weights = options.get("weights");
      if (weights !== undefined) reads.push(await inRoot(job.name, `weights of ${name}`, weights, root));
    }
  }
  return { args, reads, writes, written };
}

/** The path, if it leads into the root folder. */
async function inRoot(job: string, option: string, path: string, root: string): Promise<string> {
  const inside = await insideRoot(root, path);
  if (inside !== undefined) return inside;
  throw new UsageError(
    `Cannot run job "${job}" with ${option} "${path}": expected a file in its root folder, named from there (--root sets it)`,
  );
}
