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
 * Turns impossible readings into missing ones before any model reads them: a pulse oximeter that has slipped off reads 0.
 * The valid range comes from the user (`--valid spo2=50..100`), or from a transform: only positive values have a logarithm.
 *
 * Cost per row: two comparisons for each range, no allocation but for a reading to be told of.
 */
export class Plausibility implements Persistent {
  private readonly places: readonly number[];
  private readonly counts: Float64Array; // (ranges)
  /** (ranges): first of the places that hold the column's values of rows ahead; -1: none do. */
  private readonly ahead: readonly number[];

  /**
   * @param onImpossible told of every such reading
   * @throws {UsageError} if a range's column is neither target nor feature
   */
  constructor(
    private readonly ranges: readonly PlausibleRange[],
    { targets, features, known }: ColumnRoles,
    private readonly onImpossible: (line: number, reason: string) => void,
    /** So many values ahead follow a row's own, for each known column (`KnownAhead`). */
    private readonly horizons: number = 0,
  ) {
    const columns = [...targets, ...features];
    this.places = ranges.map(({ column }) => placeOf(column, columns));
    this.counts = new Float64Array(ranges.length);
    this.ahead = this.places.map((place) => {
      const k = known.indexOf(columns[place]);
      return k < 0 ? -1 : columns.length + k * horizons;
    });
  }

  /** Makes the row's impossible values missing. */
  apply(row: Row): void {
    const { ranges, places, counts, ahead } = this;
    for (let i = 0; i < places.length; i++) {
      const value = row.values[places[i]];
      const { column, low, high, why } = ranges[i];
      if (ahead[i] >= 0) this.applyAhead(row.values, ahead[i], low, high);
      if (!(value < low || value > high)) continue;
      counts[i]++;
      row.values[places[i]] = NaN;
      const range = `${low === -Infinity ? "" : low}..${high === Infinity ? "" : high}`;
      this.onImpossible(row.line, `column ${quoteText(column)}: ${value} ${why ?? `is not within ${range}`}`);
    }
  }

  /** Values ahead are counted when their rows come. */
  private applyAhead(values: Float64Array, from: number, low: number, high: number): void {
    for (let at = from; at < from + this.horizons; at++) {
      if (values[at] < low || values[at] > high) values[at] = NaN;
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
