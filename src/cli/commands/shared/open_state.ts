import type { RecordedFile } from "../../../checkpoint/recorded_file.ts";
import type { RunState } from "../../../checkpoint/run_state.ts";
import type { Progress } from "../../../output/progress.ts";
import { VERSION } from "../../../library/version.ts";

/** What the flags say of a state. */
interface StateFlags {
  readonly state: string | undefined;
  readonly checkpointEvery: number;
}

/**
 * The state that the run keeps, if it does.
 * @throws {RunError} if it is in use, damaged or no state, or must not be read and written
 */
export async function openState(
  { state, checkpointEvery }: StateFlags,
  progress: Progress,
): Promise<RunState | undefined> {
  if (state === undefined) return undefined;
  const { RunState } = await import("../../../checkpoint/run_state.ts");
  return await RunState.open({
    path: state,
    every: checkpointEvery,
    version: VERSION,
    say: (text) => progress.warn("notes on the state", text),
  });
}

/**
 * A file that the run writes line by line, and goes on writing where its state says. What it holds stays
 * until `begin`.
 * @throws {RunError} if it can't be opened, or is not the one that the state knows
 */
export async function openRecorded(
  path: string | undefined,
  state: RunState | undefined,
  use: "output" | "rejects" | "events",
): Promise<RecordedFile | undefined> {
  if (path === undefined) return undefined;
  const { RecordedFile } = await import("../../../checkpoint/recorded_file.ts");
  return await RecordedFile.open(path, state?.mark(use));
}
