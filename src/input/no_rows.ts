import { RunError } from "../base/errors.ts";
import type { ColumnRoles, Row } from "./row.ts";
import type { RowSource } from "./row_source.ts";

/** The error of an input that has come to its end without any row, good or bad. */
export class EmptyInput extends RunError {
  override name = "EmptyInput";
  /** `"rows.csv" holds a header alone` */
  readonly found: string;

  /** @param input as messages call it; @param content what it holds instead of rows */
  constructor(input: string, content: string) {
    super(`Cannot forecast ${input}: expected a header and rows, got ${content}`);
    this.found = `${input} holds ${content}`;
  }
}

/** The rows of such an input, for a run that knows from before which columns there are. */
export class NoRows implements RowSource {
  readonly row: Row;
  readonly seriesKeys: string[] = [];
  readonly skipped = 0;

  constructor(readonly roles: ColumnRoles) {
    this.row = {
      line: 0,
      series: 0,
      time: NaN,
      offset: 0,
      values: new Float64Array(roles.targets.length + roles.features.length),
      timeBytes: new Uint8Array(0),
      timeStart: 0,
      timeEnd: 0,
    };
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
  countOn(): void {}
  close(): Promise<void> {
    return Promise.resolve();
  }
}
