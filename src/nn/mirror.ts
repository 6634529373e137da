import type { Schedule } from "./schedule.ts";

/**
 * For each packed row, the row that stands where it would if its segment were read backward: step s of a
 * segment of length L meets step L − 1 − s. Its own inverse.
 *
 * @param rows written: `schedule.rows` numbers
 */
export function mirrorRows({ steps, batch, firsts, offsets }: Schedule, rows: Int32Array): void {
  for (let b = 0; b < batch; b++) {
    for (let t = firsts[b]; t < steps; t++) rows[offsets[t] + b] = offsets[steps - 1 - (t - firsts[b])] + b;
  }
}
