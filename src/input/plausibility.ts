import type { Archive, Persistent } from "../base/archive.ts";
import { UsageError } from "../base/errors.ts";
import { quoteText } from "./messages.ts";
import type { ColumnRoles, Row } from "./row.ts";

/** Between which numbers a column's readings can be, both included; an open end is infinite. */
export interface PlausibleRange {
  readonly column: string;
  readonly low: number;
  readonly high: number;
  /** What is wrong with a reading outside; undefined: that it is outside. */
  readonly why?: string;
}

/** Readings of a column that were impossible. */
export interface ImpossibleReadings {
  readonly column: string;
  readonly count: number;
}

/**
 * Turns impossible readings into missing ones, before anybody sees them: a pulse oximeter that has slipped off says 0, and
 * nobody's saturation is 0. What is impossible, the user says (`--valid spo2=50..100`), or a transform: nothing below zero has a
 * logarithm.
 *
 * Cost per row: two comparisons for each range, no allocation but for a reading to be told of.
 */
export class Plausibility implements Persistent {
  private readonly places: readonly number[];
  private readonly counts: Float64Array; // (ranges)

  /**
   * @param onImpossible told of every such reading
   * @throws {UsageError} if a range's column is neither target nor feature
   */
  constructor(
    private readonly ranges: readonly PlausibleRange[],
    { targets, features }: ColumnRoles,
    private readonly onImpossible: (line: number, reason: string) => void,
  ) {
    const columns = [...targets, ...features];
    this.places = ranges.map(({ column }) => placeOf(column, columns));
    this.counts = new Float64Array(ranges.length);
  }

  /** Makes the row's impossible values missing. */
  apply(row: Row): void {
    const { ranges, places, counts } = this;
    for (let i = 0; i < places.length; i++) {
      const value = row.values[places[i]];
      const { column, low, high, why } = ranges[i];
      if (!(value < low || value > high)) continue;
      counts[i]++;
      row.values[places[i]] = NaN;
      const range = `${low === -Infinity ? "" : low}..${high === Infinity ? "" : high}`;
      this.onImpossible(row.line, `column ${quoteText(column)}: ${value} ${why ?? `is not within ${range}`}`);
    }
  }

  /** How many there were, by range. */
  report(): ImpossibleReadings[] {
    return this.ranges.map(({ column }, i) => ({ column, count: this.counts[i] }));
  }

  persist(archive: Archive): void {
    archive.array("counts", this.counts);
  }
}

function placeOf(column: string, columns: readonly string[]): number {
  const exact = columns.indexOf(column);
  const folded = columns.map((name) => name.toLowerCase());
  const place = exact >= 0 ? exact : folded.indexOf(column.toLowerCase());
  if (place >= 0) return place;
  throw new UsageError(
    `Cannot check column ${quoteText(column)} of --valid: expected a target or feature of this run, ` +
      `${columns.map((name) => quoteText(name)).join(", ")}`,
  );
}
