import type { RecordedFile } from "../../../checkpoint/recorded_file.ts";
import type { RunState } from "../../../checkpoint/run_state.ts";
import type { Progress } from "../../../output/progress.ts";

const LINE_FEED = new Uint8Array([10]);

/** What becomes of a bad row: it is warned of and kept whole among the rejects, once, however often the run is resumed. */
export function keepBadRows(
  progress: Progress,
  rejects: RecordedFile | undefined,
  state: RunState | undefined,
): (line: number, reason: string, raw: Uint8Array) => void {
  return (line, reason, raw) => {
    if (state !== undefined && !state.isNewFlaw()) return;
    progress.badRow(line, reason);
    rejects?.writeSync(raw);
    rejects?.writeSync(LINE_FEED);
  };
}
