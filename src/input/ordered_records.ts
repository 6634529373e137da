import { UsageError } from "../base/errors.ts";
import { LF } from "./ascii.ts";
import type { FirstRow } from "./first_row.ts";
import type { LineBuffer } from "./line_buffer.ts";
import { quoteName } from "./messages.ts";

/** In which order an input's rows stand; what is not as they come is read whole, and put into that order. */
export const INPUT_ORDERS = ["auto", "newest-first", "sort"] as const;
export type InputOrder = typeof INPUT_ORDERS[number];

/**
 * The same input with its rows in ascending time: turned where they come newest first, or sorted, rows of one time in the order
 * in which they come. A record whose time cannot be read keeps its place behind the one before it.
 *
 * Memory: the input twice. Cost: reading its records twice, and sorting them.
 * @throws {UsageError} if rows are to be sorted that have no time
 */
export async function inOrder(
  first: FirstRow,
  lines: LineBuffer,
  { order = "auto", name }: { readonly order?: InputOrder; readonly name: string },
): Promise<FirstRow> {
  if (order === "auto") return first;
  const { source, parser } = first;
  if (order === "sort" && parser.roles.timeKind === "row") {
    throw new UsageError(
      `Cannot sort ${quoteName(name)}: expected a time column, got none (--time names it)`,
    );
  }
  const held = new HeldRecords();
  held.add(source.raw(), source.line, source.height, parser.timeOf(source));
  do {
    while (source.next()) held.add(source.raw(), source.line, source.height, parser.timeOf(source));
  } while (await lines.fill());
  const { whole, numbers } = held.ordered(order === "sort");
  return { ...first, source: source.reread!(whole, numbers), isAhead: false };
}

/** Records read whole, to be put into another order. */
class HeldRecords {
  private bytes = new Uint8Array(1 << 16);
  private readonly ends: number[] = [0];
  private readonly firstLines: number[] = [];
  private readonly heights: number[] = [];
  private readonly times: number[] = [];

  add(raw: Uint8Array, line: number, height: number, time: number): void {
    const from = this.ends.at(-1)!;
    if (from + raw.length + 1 > this.bytes.length) {
      const grown = new Uint8Array(2 * (from + raw.length + 1));
      grown.set(this.bytes.subarray(0, from));
      this.bytes = grown;
    }
    this.bytes.set(raw, from);
    this.bytes[from + raw.length] = LF;
    this.ends.push(from + raw.length + 1);
    this.firstLines.push(line);
    this.heights.push(height);
    const { times } = this;
    times.push(Number.isNaN(time) ? times.at(-1) ?? -Infinity : time);
  }

  ordered(isSorted: boolean) {
    const { ends, times, heights, firstLines } = this;
    const order = times.map((_, i) => i);
    if (isSorted) order.sort((a, b) => times[a] - times[b] || a - b);
    else order.reverse();
    const bytes = new Uint8Array(ends.at(-1)!);
    const numbers = new Int32Array(heights.reduce((sum, height) => sum + height, 0));
    let at = 0;
    let line = 0;
    for (const i of order) {
      bytes.set(this.bytes.subarray(ends[i], ends[i + 1]), at);
      at += ends[i + 1] - ends[i];
      for (let k = 0; k < heights[i]; k++) numbers[line++] = firstLines[i] + k;
    }
    return { whole: { bytes, position: 0, limit: bytes.length, ended: true, longLine: -1 }, numbers };
  }
}
