import type { Row } from "../input/row.ts";

/** What the models learn of a row: all that workers are sent. */
export interface RowNumbers extends Pick<Row, "series" | "time" | "offset" | "values"> {
  /** How many series there were when it came, itself included. */
  known: number;
}

/** Numbers of a row before its values: series, time, offset, known. */
const HEAD = 4;

/** Reads the i-th of rows written by `RowBatch`, (rows, 4 + columns). */
export function readNumbers(numbers: Float64Array, i: number, row: RowNumbers): void {
  const { values } = row;
  let at = i * (HEAD + values.length);
  row.series = numbers[at++];
  row.time = numbers[at++];
  row.offset = numbers[at++];
  row.known = numbers[at++];
  for (let c = 0; c < values.length; c++) values[c] = numbers[at++];
}

/**
 * Rows on their way through the workers: copies of the reader's one row, which goes on to the next. What
 * stood in the input stays here for the output; the numbers go to the workers.
 *
 * Memory: as many rows as fit, made once. Cost of `add` and `read`: a copy.
 */
export class RowBatch {
  count = 0;
  private readonly numbers: Float64Array<ArrayBuffer>;
  private readonly lines: Float64Array;
  private readonly timeEnds: Int32Array;
  private timeBytes = new Uint8Array(1 << 12);
  private readonly leaps: Uint8Array;
  private readonly aheadTimes: (readonly string[] | undefined)[] = [];

  constructor(readonly capacity: number, private readonly columns: number) {
    this.numbers = new Float64Array(capacity * (HEAD + columns));
    this.lines = new Float64Array(capacity);
    this.timeEnds = new Int32Array(capacity + 1);
    this.leaps = new Uint8Array(capacity);
  }

  /** Copies a row in. @param known how many series there are by now */
  add(row: Row, known: number): void {
    const { series, time, offset, line, values, timeBytes, timeStart, timeEnd } = row;
    const { numbers, timeEnds, count } = this;
    this.aheadTimes[count] = row.aheadTimes;
    this.leaps[count] = row.isLeap ? 1 : 0;
    let at = count * (HEAD + this.columns);
    numbers[at++] = series;
    numbers[at++] = time;
    numbers[at++] = offset;
    numbers[at++] = known;
    for (let c = 0; c < values.length; c++) numbers[at++] = values[c];
    this.lines[count] = line;
    let end = timeEnds[count];
    this.reserve(end + timeEnd - timeStart);
    for (let i = timeStart; i < timeEnd; i++) this.timeBytes[end++] = timeBytes[i];
    timeEnds[++this.count] = end;
  }

  /** Copies row i out; its time is a view of the batch's. */
  read(i: number, row: Row & RowNumbers): void {
    readNumbers(this.numbers, i, row);
    row.line = this.lines[i];
    row.timeBytes = this.timeBytes;
    row.timeStart = this.timeEnds[i];
    row.timeEnd = this.timeEnds[i + 1];
    row.aheadTimes = this.aheadTimes[i];
    row.isLeap = this.leaps[i] === 1;
  }

  /** The numbers of its rows, copied for `readNumbers` elsewhere. */
  copyNumbers(): Float64Array<ArrayBuffer> {
    return this.numbers.slice(0, this.count * (HEAD + this.columns));
  }

  clear(): void {
    this.count = 0;
  }

  private reserve(length: number): void {
    if (length <= this.timeBytes.length) return;
    const grown = new Uint8Array(2 * length);
    grown.set(this.timeBytes);
    this.timeBytes = grown;
  }
}
