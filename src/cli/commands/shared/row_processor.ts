import type { Row } from "../../../input/row.ts";

/**
 * The way of rows through the models and out again. `follow` says where it begins and when the state is
 * saved.
 */
export interface RowProcessor {
  /** Takes in the reader's row. A promise is to be waited for before the next row is read. */
  take(row: Row): Promise<void> | undefined;
  /**
   * No further row is at hand: what was taken is answered before the next one is waited for, or meanwhile.
   */
  rest(): Promise<void>;
  /**
   * Answers all that was taken. Afterwards nothing that was learned waits to be written: the state may be
   * saved.
   */
  finish(): Promise<void>;
}
