import { setImmediate } from "node:timers";
import type { RunState } from "../../checkpoint/run_state.ts";
import type { RowReader } from "../../input/row_reader.ts";
import type { ForecastWriter } from "../../output/forecast_writer.ts";
import type { Progress } from "../../output/progress.ts";
import type { Pipeline } from "../../pipeline/pipeline.ts";
import type { StopSignals } from "../stop_signals.ts";

/** The parts of a run that rows go through. */
export interface Course {
  readonly reader: RowReader;
  readonly pipeline: Pipeline;
  readonly writer: ForecastWriter;
  readonly progress: Progress;
  /** Whether rows of several series may join one minibatch. */
  readonly manySeries: boolean;
  readonly state: RunState | undefined;
  readonly stop: StopSignals;
}

/** Bytes of output that are sent without waiting for the end of what has been read. */
const FLUSH_BYTES = 1 << 16;
/**
 * While rows are at hand, signals are looked for this often (ms), by a look at the clock every so many rows. While the
 * state is being written, what carries that on gets its turn then too.
 */
const TURN_EVERY = 100;
const ROWS_PER_LOOK = 16;
/** After so long a pause of the input (ms), what was learned is saved. */
const PAUSE = 1000;

/**
 * Every row through the pipeline; forecasts leave before the next row is waited for, and before they are learned from.
 * However the input ends, every row that was accepted is answered; the state is saved if nothing failed.
 */
export async function follow(course: Course): Promise<void> {
  const { reader, pipeline, writer, progress, state, stop } = course;
  const { row, seriesKeys } = reader;
  let known = pipeline.keys.length;
  let lastTurn = performance.now();
  const learnedNow = () => pipeline.rows - (state?.resumed ?? 0);
  const skipped = () => state?.skipped ?? reader.skipped;
  try {
    while (stop.requested === undefined && await fill(course)) {
      while (stop.requested === undefined && reader.next()) {
        if (state !== undefined && !state.isNew(row)) continue;
        while (known < seriesKeys.length) pipeline.openSeries(seriesKeys[known++]);
        pipeline.accept(row);
        progress.update(learnedNow(), known, skipped());
        if (state?.isDue) {
          pipeline.serve();
          await writer.flush();
          state.save();
        } else if (writer.pendingBytes > FLUSH_BYTES) await writer.flush();
        if (pipeline.rows % ROWS_PER_LOOK === 0) {
          const isTime = performance.now() - lastTurn > TURN_EVERY;
          if (isTime || state?.isWriting) await nextTurn();
          if (isTime) lastTurn = performance.now();
        }
      }
      pipeline.serve();
      const written = writer.flush();
      if (!course.manySeries) pipeline.learn(); // no row of another series can join the minibatch
      await written;
    }
  } finally {
    progress.finish(learnedNow(), known, skipped());
    pipeline.serve();
    await writer.flush();
  }
  await state?.finish();
}

/** Waits for rows; if they pause, the state is saved meanwhile: all that was learned has been written by then. */
async function fill({ reader, state }: Course): Promise<boolean> {
  if (!state?.isIdle) return await reader.fill();
  const pause = setTimeout(() => state.isIdle && state.save(), PAUSE);
  try {
    return await reader.fill();
  } finally {
    clearTimeout(pause);
  }
}

/** Lets what else is waiting in the process have its turn: signals, above all. A microsecond; a timeout takes 2 ms. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
