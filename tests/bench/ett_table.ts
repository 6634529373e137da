import { type Protocol, PROTOCOLS, PUBLISHED } from "./published.ts";

/** A file of the ETT kind: a time, then columns of numbers. */
export interface EttData {
  readonly columns: readonly string[];
  /** (rows, columns) */
  readonly values: readonly (readonly number[])[];
  /** Rows a day. */
  readonly day: number;
}

/** @param text CSV with a header */
export function readEtt(text: string): EttData {
  const [header, ...lines] = text.trim().split("\n").map((line) => line.split(","));
  const [first, second] = lines.map(([time]) => Date.parse(`${time.replace(" ", "T")}Z`));
  return {
    columns: header.slice(1),
    values: lines.map((line) => line.slice(1).map(Number)),
    day: Math.round(86_400_000 / (second - first)),
  };
}

/**
 * Mean squared error over the protocol's rows and all columns, each scaled by its deviation.
 *
 * @param forecasts (rows, columns): what was said of each row before it came
 */
export function scaledError(
  { values, columns }: EttData,
  forecasts: Float64Array[],
  protocol: Protocol,
): number {
  const { length } = values;
  const head = values.slice(0, protocol.scaledBy(length));
  const from = protocol.from(length);
  const to = Math.min(length, protocol.to(length));
  let sum = 0;
  for (let c = 0; c < columns.length; c++) {
    const mean = head.reduce((total, row) => total + row[c], 0) / head.length;
    const variance = head.reduce((total, row) => total + (row[c] - mean) ** 2, 0) / head.length;
    let error = 0;
    for (let t = from; t < to; t++) error += (forecasts[t][c] - values[t][c]) ** 2;
    sum += error / variance;
  }
  return sum / ((to - from) * columns.length);
}

/** One of our runs: its errors by protocol, and what a row cost. */
export interface Measured {
  readonly name: string;
  readonly errors: Readonly<Record<keyof typeof PROTOCOLS, number>>;
  readonly microseconds: number;
}

/** The table of a file, others' figures below ours, and where they are from. @param file its name without the ending */
export function ettTable(file: string, runs: readonly Measured[]): string[] {
  const kinds = Object.keys(PROTOCOLS) as (keyof typeof PROTOCOLS)[];
  const published = PUBLISHED.filter(({ errors }) => Object.hasOwn(errors, file));
  const sources = [...new Set(published.map(({ source }) => source))];
  return [
    `| model | ${kinds.map((kind) => PROTOCOLS[kind].title).join(" | ")} | µs a row |`,
    `| --- |${kinds.map(() => " --- |").join("")} --- |`,
    ...runs.map(({ name, errors, microseconds }) =>
      `| ${name} | ${kinds.map((kind) => errors[kind].toFixed(4)).join(" | ")} | ${
        Math.round(microseconds)
      } |`
    ),
    ...published.map(({ method, protocol, errors, source }) =>
      `| _published: ${method}_ (${sources.indexOf(source) + 1}) | ${
        kinds.map((kind) => kind === protocol ? errors[file] : "").join(" | ")
      } | |`
    ),
    "",
    "Mean scaled squared error; µs of processor time, start included.",
    "",
    ...kinds.map((kind) => `- ${capitalised(PROTOCOLS[kind].title)}: ${PROTOCOLS[kind].note}`),
    ...sources.map((source, i) => `- (${i + 1}) ${source}.`),
  ];
}

const capitalised = (text: string): string => text[0].toUpperCase() + text.slice(1);
