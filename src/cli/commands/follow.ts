import { setImmediate } from "node:timers";
import { type Course, learnedNow, skippedNow } from "./course.ts";
import type { Passage } from "./passage.ts";

/**
 * While rows are at hand, signals are looked for this often (ms), by a look at the clock every so many rows. While the
 * state is being written, what carries that on gets its turn then too.
 */
const TURN_EVERY = 100;
const ROWS_PER_LOOK = 16;
/** After so long a pause of the input (ms), what was learned is saved. */
const PAUSE = 1000;

/**
 * Every row through the models; forecasts leave before the next row is waited for, and before they are learned from.
 * However the input ends, every row that was accepted is answered; the state is saved if nothing failed.
 */
export async function follow(course: Course, passage: Passage): Promise<void> {
  const { reader, state, stop } = course;
  const { row } = reader;
  let lastTurn = performance.now();
  try {
    while (stop.requested === undefined && await fill(course, passage)) {
      for (let taken = 1; stop.requested === undefined && reader.next(); taken++) {
        if (state !== undefined && !state.isNew(row)) continue;
        const busy = passage.take(row);
        if (busy !== undefined) await busy;
        if (taken % ROWS_PER_LOOK === 0) {
          const isTime = performance.now() - lastTurn > TURN_EVERY;
          if (isTime || state?.isWriting) await nextTurn();
          if (isTime) lastTurn = performance.now();
        }
      }
      await passage.rest();
    }
  } finally {
    try {
      await passage.finish();
    } finally {
      course.progress.finish(learnedNow(course), course.pipeline.keys.length, skippedNow(course));
    }
  }
  await state?.finish();
}

/** Waits for rows; if they pause, the state is saved meanwhile: all that was learned has been written by then. */
async function fill({ reader, state }: Course, passage: Passage): Promise<boolean> {
  if (!state?.isIdle) return await reader.fill();
  let saving: Promise<void> | undefined;
  const pause = setTimeout(() => {
    if (state.isIdle) saving = passage.save();
    saving?.catch(() => {}); // told when the rows go on
  }, PAUSE);
  try {
    return await reader.fill();
  } finally {
    clearTimeout(pause);
    await saving;
  }
}

/** Lets what else is waiting in the process have its turn: signals, above all. A microsecond; a timeout takes 2 ms. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
