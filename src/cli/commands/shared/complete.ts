import { Stopped } from "../../stop_signals.ts";
import { follow } from "./follow.ts";
import type { Run } from "./run.ts";

/**
 * The whole of a run.
 *
 * @param close says how good it was: in words, in the summary, on the page
 * @throws {Stopped} if a signal has ended it before its input did
 */
export async function complete<R extends Run>(
  opening: Promise<R>,
  close: (run: R) => Promise<void>,
): Promise<void> {
  using run = await opening;
  const { options: { quiet, state: path }, state, stop, learner } = run;
  await follow(run).catch((error) => Promise.reject(state?.explained(error) ?? error));
  await close(run);
  for (const file of run.recorded) file?.close();
  if (stop.requested === undefined) return;
  const saved = path === undefined ? "" : `, state saved in "${path}" at row ${learner.rows}`;
  throw new Stopped(stop.requested, quiet ? "" : `stopped by ${stop.requested}${saved}`);
}
