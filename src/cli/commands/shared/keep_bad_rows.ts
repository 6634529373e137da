import type { RecordedFile } from "../../../checkpoint/recorded_file.ts";
import type { RunState } from "../../../checkpoint/run_state.ts";
import { inputName, quoteName } from "../../../input/messages.ts";
import type { RowReader } from "../../../input/row_reader.ts";
import type { Progress } from "../../../output/progress.ts";

const LINE_FEED = new Uint8Array([10]);

/**
 * What becomes of a bad row: it is warned of and kept whole among the rejects, once, however often the run is
 * resumed.
 */
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

/** What is to be known of rows that count: told as it happens, ten times of a kind at most. */
export function tellNotes(progress: Progress): (kind: string, line: number, text: string) => void {
  return (kind, line, text) => progress.warn(kind, `line ${line}: ${text}`);
}

/** What was inferred of an input, in one line. */
export function tellInferred(progress: Progress, { inferred }: RowReader, path: string | undefined): void {
  if (inferred !== "") {
    progress.warn("notes on the input", `reading ${quoteName(inputName(path))}: ${inferred}`);
  }
}
