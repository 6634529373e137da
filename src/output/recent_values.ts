import type { AnsweredRow } from "../evaluation/answered_row.ts";

/** Series whose values are kept, and how many of each. */
const SERIES = 12;
const VALUES = 24;

/** The newest values of the first target, of the first twelve series: for the table of what comes next. */
export class RecentValues {
  private readonly bySeries: number[][] = [];

  /** To be told of every row that has been answered. */
  readonly take = ({ series, actuals }: AnsweredRow): void => {
    if (series >= SERIES) return;
    const values = this.bySeries[series] ??= [];
    values.push(actuals[0]);
    if (values.length > VALUES) values.shift();
  };

  /** Of a series by its number, the newest last; NaN where one was missing. */
  of(series: number): readonly number[] {
    return this.bySeries[series] ?? [];
  }
}
