/**
 * A number that judges a model's forecasts of one target and horizon; `Sums` are what it is computed from.
 */
export interface Metric<Sums> {
  /** Column heading of the closing table; "" keeps the metric out of it. */
  readonly heading: string;
  /**
   * `value`: the target's own units; `share`: of one; `percent`: of a hundred; `ratio` and `rows` have none.
   */
  readonly unit: "value" | "squared value" | "ratio" | "share" | "percent" | "rows";
  /** Which end is good. `nominal`: the interval's level is; `fact`: neither, it describes. */
  readonly better: "lower" | "higher" | "nominal" | "fact";
  readonly about: string;
  /** NaN where there is nothing to say. */
  readonly value: (sums: Sums) => number;
}

/** A metric, as one line of a table. */
export function metric<Sums>(
  heading: string,
  unit: Metric<Sums>["unit"],
  better: Metric<Sums>["better"],
  about: string,
  value: (sums: Sums) => number,
): Metric<Sums> {
  return { heading, unit, better, about, value };
}

/** sum / by; NaN where there is nothing to divide by. */
export function ratio(sum: number, by: number): number {
  return by > 0 ? sum / by : NaN;
}

/** The values of a table of metrics, in its order. */
export function measure<Sums, Name extends string>(
  metrics: Readonly<Record<Name, Metric<Sums>>>,
  sums: Sums,
): Readonly<Record<Name, number>> {
  const values = Object.entries<Metric<Sums>>(metrics).map(([name, { value }]) => [name, value(sums)]);
  return Object.fromEntries(values);
}
