import type { Points } from "./figure.ts";
import type { ForecastRecord } from "./forecast_record.ts";

/** Stretches over which a rolling share goes, of those that a line has. */
const ROLLING = 8;

/** A share of so many, at a place. */
export interface Rolling {
  readonly at: number;
  readonly share: number;
  readonly n: number;
}

/** The lines of a record over time: the places of its stretches in the order of time, though series may come one after the other. */
export class OverTime {
  private readonly order: readonly number[];
  /** Where each stretch lies, ascending. */
  readonly places: readonly number[];

  constructor(private readonly record: ForecastRecord) {
    const clock = record.means.stretches(record.clock).map(({ sum, count }) => sum / count);
    this.order = clock.map((_, i) => i).filter((i) => Number.isFinite(clock[i]))
      .sort((a, b) => clock[a] - clock[b]);
    this.places = this.order.map((i) => clock[i]);
  }

  /** Where the run begins and ends. */
  get ends(): readonly [number, number] {
    return [this.record.from, this.record.to];
  }

  /** The line's mean in each stretch. */
  means(line: number): Points {
    const { sums, counts } = this.ordered(line);
    return this.places.flatMap((at, i) => counts[i] > 0 ? [[at, sums[i] / counts[i]] as const] : []);
  }

  /** The line's sum from the beginning to the end of each stretch, times `scale`, after what had been before. */
  cumulated(line: number, scale: number, before: number): Points {
    const { places, record: { from, to } } = this;
    const { sums } = this.ordered(line);
    let sum = before;
    const points = sums.map((own, i) => {
      sum += own;
      return [i + 1 < places.length ? (places[i] + places[i + 1]) / 2 : to, scale * sum] as const;
    });
    return [[from, scale * before], ...points];
  }

  /** The sum of the line over the whole record. */
  total(line: number): number {
    return this.ordered(line).sums.reduce((a, b) => a + b, 0);
  }

  /** The line's mean over the last few stretches, at each of them. */
  rolling(line: number): Rolling[] {
    const { sums, counts } = this.ordered(line);
    const width = Math.min(ROLLING, sums.length);
    return this.places.flatMap((at, i) => {
      if (i + 1 < width) return [];
      const add = (values: readonly number[]) =>
        values.slice(i + 1 - width, i + 1).reduce((a, b) => a + b, 0);
      const n = add(counts);
      return n === 0 ? [] : [{ at, share: add(sums) / n, n }];
    });
  }

  /** The place of a row of the run, counted from where the record began. */
  placeOf(row: number): number {
    const i = this.order.indexOf(Math.floor(row / this.record.means.width));
    return i < 0 ? NaN : this.places[i];
  }

  private ordered(line: number): { readonly sums: number[]; readonly counts: number[] } {
    const all = this.record.means.stretches(line);
    return { sums: this.order.map((i) => all[i].sum), counts: this.order.map((i) => all[i].count) };
  }
}
