import type { Row } from "./row.ts";

/** A copy of a row that waits. */
export class HeldRow {
  line = 0;
  time = 0;
  offset = 0;
  /** Only values that are known in advance, and nothing later: the row itself may still come. */
  isPlan = false;
  isLeap = false;
  readonly values: Float64Array;
  timeBytes: Uint8Array = new Uint8Array(32);
  timeEnd = 0;

  /** The time as it stood. */
  get timeText(): string {
    return new TextDecoder().decode(this.timeBytes.subarray(0, this.timeEnd));
  }

  constructor(width: number) {
    this.values = new Float64Array(width);
  }

  copy({ line, time, offset, isPlan, isLeap, values, timeBytes, timeStart, timeEnd }: Row): void {
    this.line = line;
    this.time = time;
    this.offset = offset;
    this.isPlan = isPlan;
    this.isLeap = isLeap;
    this.values.set(values);
    this.timeEnd = timeEnd - timeStart;
    if (this.timeEnd > this.timeBytes.length) this.timeBytes = new Uint8Array(2 * this.timeEnd);
    for (let i = 0; i < this.timeEnd; i++) this.timeBytes[i] = timeBytes[timeStart + i];
  }
}

/**
 * One series' rows that wait, by time; at its end the plans that no row has overtaken. A row, or a newer plan, takes the
 * place of the plan for the same time. Adding costs O(log rows) where rows come in order.
 */
export class HeldRows {
  private readonly rows: HeldRow[] = [];

  get length(): number {
    return this.rows.length;
  }

  /** The row that has waited longest is to leave once enough others have come: it is no plan. */
  get hasRow(): boolean {
    return this.rows.length > 0 && !this.rows[0].isPlan;
  }

  /** The row that lies so many rows behind the first; undefined: it has not come. */
  at(ahead: number): HeldRow | undefined {
    return this.rows[ahead];
  }

  /** Takes in a copy of the row. @param spare no longer needed by anybody; one is taken, if there is one */
  add(row: Row, spare: HeldRow[]): void {
    const { rows } = this;
    let at = this.firstAfter(row.time);
    const before = rows[at - 1];
    if (before?.isPlan && before.time === row.time) at--;
    else {
      rows.push(spare.pop() ?? new HeldRow(row.values.length));
      if (at < rows.length - 1) rows.splice(at, 0, rows.pop()!);
    }
    rows[at].copy(row);
    if (row.isPlan) return;
    for (let i = at - 1; i >= 0 && rows[i].isPlan; i--) rows[i].isPlan = false;
  }

  /** Lets go of the first row. */
  shift(): HeldRow {
    return this.rows.shift()!;
  }

  /** Rows have no time but their number, and so many more came before them. */
  countOn(records: number): void {
    for (const row of this.rows) {
      row.time += records;
      row.timeEnd = new TextEncoder().encodeInto(String(row.time), row.timeBytes).written;
    }
  }

  private firstAfter(time: number): number {
    const { rows } = this;
    let low = 0;
    let high = rows.length;
    if (high === 0 || rows[high - 1].time <= time) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].time <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
