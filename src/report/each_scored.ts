import type { AnsweredRow } from "../evaluation/answered_row.ts";
import type { LedgerOptions } from "../evaluation/ledger.ts";

/**
 * Visits the targets of a row whose forecasts at the nearest horizon are scored, as in the scores: behind the warm-up, and
 * where all models had one and the actual is known.
 * @param visit is given the target, the slot of its forecasts (the naive one's place), and the actual
 */
export function eachScored(
  { actuals, ledger: { pending, newest } }: AnsweredRow,
  { models, targets, warmup }: LedgerOptions,
  visit: (target: number, slot: number, actual: number) => void,
): void {
  if (newest < warmup) return;
  const { values } = pending;
  for (let k = 0; k < targets.length; k++) {
    const slot = pending.slot(newest, k, 0);
    let known = actuals[k] - values[slot];
    for (let m = 0; m < models.length; m++) known += values[pending.at(slot, m)];
    if (Number.isFinite(known)) visit(k, slot, actuals[k]);
  }
}
