import { gruAfter } from "./gru_after.ts";
import { gruBefore } from "./gru_before.ts";
import { lstm } from "./lstm.ts";
import { rnn } from "./rnn.ts";
import type { Cell } from "./cell.ts";

/**
 * Every cell. A new one is a file and a line here; the contract tests and the benchmarks run over this list.
 */
export const CELLS = {
  rnn,
  lstm,
  "gru-before": gruBefore,
  "gru-after": gruAfter,
} satisfies Record<string, Cell>;

/** The name of a cell. */
export type CellName = keyof typeof CELLS;

/** The gated recurrent unit whose reset gate acts before the recurrent product, or after it. */
export function gruOf(reset: "before" | "after"): Cell {
  return CELLS[`gru-${reset}`];
}
