import { SharedTimes } from "../../../input/shared_times.ts";
import { learnedNow, type Run, skippedNow } from "./run.ts";
import { nextTurn, TURN_EVERY, TURN_WHILE_WRITING, waitForRows } from "./wait_for_rows.ts";

/**
 * The clock is looked at every so many rows, for the turns of what else there is to do: signals, and writing
 * the state.
 */
const ROWS_PER_LOOK = 16;

/**
 * Every row through the models; what they say of it leaves before the next row is waited for, and before they
 * learn from it. However the input ends, every row that was accepted is answered; the state is saved if
 * nothing failed.
 */
export async function follow(run: Run): Promise<void> {
  const { processor } = run;
  try {
    await takeAll(run).catch(async (error) => {
      await processor.finish().catch(() => {}); // as far as may be: the first error is the one to tell
      throw error;
    });
    await processor.finish();
  } finally {
    run.progress.finish(learnedNow(run), run.learner.keys.length, skippedNow(run));
    for (const words of run.reader.counts?.badCells.words() ?? []) run.progress.print(`foretide: ${words}`);
  }
  await run.state?.finish();
}

/** The rows of the input, as they come, until it ends or a signal does. */
async function takeAll({ reader, processor, progress, state, stop }: Run): Promise<void> {
  const { row } = reader;
  const times = new SharedTimes(reader.roles);
  let lastTurn = performance.now();
  while (stop.requested === undefined && await waitForRows(reader, state, () => processor.finish())) {
    for (let taken = 1; stop.requested === undefined && reader.next(); taken++) {
      if (state !== undefined && !state.isNew(row)) continue;
      const note = times.look(row);
      if (note !== undefined) progress.warn("notes on the input", note);
      const busy = processor.take(row);
      if (busy !== undefined) await busy;
      if (state?.isDue) {
        await processor.finish();
        state.save();
      }
      if (taken % ROWS_PER_LOOK === 0) {
        const turnAfter = state?.isWriting ? TURN_WHILE_WRITING : TURN_EVERY;
        if (performance.now() - lastTurn > turnAfter) {
          await nextTurn();
          lastTurn = performance.now();
        }
      }
    }
    await processor.rest();
  }
}
