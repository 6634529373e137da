/** What one model said of one target, at one horizon, and what came: one place in all arrays for each row that was spoken of. */
export interface Outcomes {
  readonly model: string;
  readonly target: string;
  readonly horizon: number;
  /** Number of the series, and of the row in it that the forecast was made at. */
  readonly series: number[];
  readonly origin: number[];
  /** Hour of the day of that row, 0 where rows have none. */
  readonly hour: number[];
  readonly actual: number[];
  /** The column q0.5, or where there is none the forecast. */
  readonly median: number[];
  /** Lower and upper end of each level; NaN where there is none. */
  readonly ends: number[];
}

/** A run's rows: by series and target the actual values. */
export interface Actuals {
  readonly keys: readonly string[];
  readonly values: readonly (readonly number[])[][];
}

/** The target columns of rows by series; `key` is the column of that, "" for none. Plain fields, no quotes. */
export function readActuals(rows: string, targets: readonly string[], key: string): Actuals {
  const [header, ...lines] = rows.trim().split(/\r?\n/).map((line) => line.split(","));
  const places = targets.map((target) => header.indexOf(target));
  const keyPlace = header.indexOf(key);
  const keys: string[] = [];
  const values: number[][][] = [];
  for (const fields of lines) {
    const name = keyPlace < 0 ? "" : fields[keyPlace];
    let series = keys.indexOf(name);
    if (series < 0) {
      series = keys.push(name) - 1;
      values.push(targets.map(() => []));
    }
    places.forEach((place, k) => values[series][k].push(fields[place] === "" ? NaN : Number(fields[place])));
  }
  return { keys, values };
}

/**
 * Sets a run's lines beside what came.
 *
 * @param lines of the command, with its header: series, time, target, horizon, model, forecast, lower, upper … a pair a level, ascending
 */
export function readOutcomes(
  lines: string,
  { keys, values }: Actuals,
  targets: readonly string[],
): Outcomes[] {
  const found = new Map<string, Outcomes>();
  let start = lines.indexOf("\n") + 1;
  const columns = lines.slice(0, start - 1).split(",");
  const [first, median] = [columns.indexOf("forecast"), columns.indexOf("q0.5")];
  const last = median < 0 ? columns.length : median;
  const rows = new Map<string, { series: number; row: number; time: string }>();
  while (start < lines.length) {
    const end = lines.indexOf("\n", start);
    const fields = lines.slice(start, end).split(",");
    const [key, time, target, horizon, model, forecast] = fields;
    start = end + 1;
    let at = rows.get(key);
    if (at === undefined) rows.set(key, at = { series: keys.indexOf(key), row: -1, time: "" });
    const name = `${model},${target},${horizon}`;
    let cell = found.get(name);
    if (cell === undefined) {
      cell = {
        model,
        target,
        horizon: +horizon,
        series: [],
        origin: [],
        hour: [],
        actual: [],
        median: [],
        ends: [],
      };
      found.set(name, cell);
    }
    if (found.keys().next().value === name) at.row++;
    const actual = values[at.series][targets.indexOf(target)][at.row + cell.horizon];
    if (actual === undefined || actual !== actual || forecast === "") continue;
    cell.series.push(at.series);
    cell.origin.push(at.row);
    cell.hour.push(Number(/[T ](\d\d):/.exec(time)?.[1] ?? 0));
    cell.actual.push(actual);
    const middle = median < 0 || fields[median] === "" ? forecast : fields[median];
    cell.median.push(Number(middle));
    for (const field of fields.slice(first + 1, last)) cell.ends.push(field === "" ? NaN : Number(field));
  }
  return [...found.values()];
}
