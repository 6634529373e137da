import { RunError } from "../base/errors.ts";
import { type ColumnRoles, newRow, type Row } from "./row.ts";
import type { RowSource } from "./row_source.ts";

/** The error of an input that has come to its end without any row, good or bad. */
export class EmptyInput extends RunError {
  override name = "EmptyInput";
  /** `"rows.csv" holds a header alone` */
  readonly found: string;

  /**
   * @param input as messages call it
   * @param content what it holds instead of rows
   * @param roles of its header's columns, where the targets were named: they are known without a row
   */
  constructor(input: string, content: string, readonly roles?: ColumnRoles) {
    super(`Cannot use ${input}: expected a header and rows, got ${content}`);
    this.found = `${input} holds ${content}`;
  }
}

/** The rows of such an input, for a run that knows all the same which columns there are: nothing to do is no failure. */
export class NoRows implements RowSource {
  readonly row: Row;
  readonly seriesKeys: string[] = [];
  readonly skipped = 0;
  readonly counts = undefined;
  readonly timeFormat = undefined;

  constructor(readonly roles: ColumnRoles) {
    this.row = newRow(roles.targets.length + roles.features.length);
  }

  next(): boolean {
    return false;
  }

  fill(): Promise<boolean> {
    return Promise.resolve(false);
  }

  expect(keys: readonly string[]): void {
    this.seriesKeys.push(...keys);
  }

  raise(): void {}
  goOnFrom(): void {}
  countOn(): void {}
  close(): Promise<void> {
    return Promise.resolve();
  }
}
