import { setImmediate } from "node:timers";
import type { RunState } from "../../../checkpoint/run_state.ts";
import type { RowSource } from "../../../input/row_source.ts";

/** While rows are at hand, signals are looked for this often (ms). */
export const TURN_EVERY = 100;
/** While the state is being written, in some twelve steps, each step goes on this soon (ms). */
export const TURN_WHILE_WRITING = 1;
/** After so long a pause of the input (ms), what was learned is saved. */
const PAUSE = 1000;

/**
 * Waits for rows; if they pause, the state is saved meanwhile.
 * @param settle answers all rows so far, so that nothing that was learned waits to be written
 */
export async function waitForRows(
  reader: Pick<RowSource, "fill">,
  state: RunState | undefined,
  settle: () => Promise<void>,
): Promise<boolean> {
  if (!state?.isIdle) return await reader.fill();
  let saving: Promise<void> | undefined;
  const pause = setTimeout(() => {
    if (state.isIdle) saving = settle().then(() => state.save());
    saving?.catch(() => {}); // told when the rows go on
  }, PAUSE);
  try {
    return await reader.fill();
  } finally {
    clearTimeout(pause);
    await saving;
  }
}

/**
 * Lets what else is waiting in the process have its turn: signals, above all. A microsecond; a timeout takes
 * 2 ms.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
