import type { ByteSink } from "./byte_sink.ts";
import type { ForecastColumns, ForecastSink, RowForecasts } from "./forecast_sink.ts";
import { FORMATS, type LineFormat } from "./line_format.ts";
import { NUMBER_BYTES, putNumber } from "./put_number.ts";
import { ValueColumns } from "./value_columns.ts";
import { WriteBuffer } from "./write_buffer.ts";

/** What is written, where to, and in which form. */
export interface ForecastWriterOptions extends ForecastColumns {
  readonly sink: ByteSink;
  readonly format: "csv" | "ndjson";
  /** Whether a line holds all models' forecasts instead of one's. @default {false} */
  readonly wide?: boolean;
  /** Whether the lines follow on those of a run before, so that no header is wanted. @default {false} */
  readonly continued?: boolean;
}

/** One line of every row: its bytes between time and values, and where those stand. */
interface Line {
  readonly middle: Uint8Array;
  readonly values: readonly Value[];
  /** Index into (horizons). */
  readonly horizon: number;
}

/** A number of a line. */
interface Value {
  /** Bytes that stand before it. */
  readonly before: Uint8Array;
  /** Index into (models, targets, horizons). */
  readonly slot: number;
  /** Which of `ValueColumns` it is; FORECAST: the forecast itself. */
  readonly column: number;
}

const FORECAST = -1;

const NOTHING = new Uint8Array(0);

/**
 * Writes forecasts: a line per target, horizon and model, in that order, or (`wide`) one per target and horizon. Lines gather until `flush`
 * sends them in one write. Numbers are the shortest text that reads back as the same float64, `String(x)`; one that
 * isn't finite is missing.
 *
 * A row allocates nothing: numbers are put digit by digit, key and time once and then repeated from the buffer; target,
 * horizon and model are bytes made at construction. (The times that forecasts are for are texts, one a horizon.)
 */
export class ForecastWriter implements ForecastSink {
  private readonly buffer: WriteBuffer;
  private readonly format: LineFormat;
  private readonly timeIsNumber: boolean;
  private readonly lines: readonly Line[];
  private readonly columns: ValueColumns;
  /** The format's constant pieces. */
  private readonly opening: Uint8Array;
  private readonly afterKey: Uint8Array;
  private readonly timeQuote: Uint8Array;
  /** What stands before the time that a forecast is for; undefined: that is not told. */
  private readonly beforeDue: Uint8Array | undefined;
  private readonly closing: Uint8Array;
  /** Bytes of a line from behind the time on, at most, without the time that it is for. */
  private readonly restBytes: number;

  constructor(options: ForecastWriterOptions) {
    const format = FORMATS[options.format];
    this.buffer = new WriteBuffer(options.sink);
    this.format = format;
    this.timeIsNumber = options.timeIsNumber;
    this.columns = new ValueColumns(options);
    this.lines = linesOf(options, format, this.columns.names);
    this.opening = encode(format.opening);
    this.afterKey = encode(format.afterKey);
    this.timeQuote = options.timeIsNumber ? NOTHING : encode(format.timeQuote);
    this.beforeDue = options.forecastTime ? encode(format.beforeValue(FORECAST_TIME)) : undefined;
    this.closing = encode(format.closing);
    this.restBytes = this.closing.length + Math.max(0, ...this.lines.map(bytesOf));
    if (options.continued) return;
    const header = encode(format.header(columnNames(options, this.columns.names)));
    this.buffer.out.reserve(header.length);
    this.buffer.out.put(header);
  }

  get pendingBytes(): number {
    return this.buffer.out.length;
  }

  prepareKey(key: string): Uint8Array {
    return encode(this.format.field(key));
  }

  row(row: RowForecasts): void {
    if (this.lines.length === 0) return;
    const { buffer: { out }, columns, format: { missing } } = this;
    const dues = this.duesOf(row);
    const dueBytes = dues === undefined ? 0 : Math.max(...dues.map(({ length }) => length));
    const start = out.length;
    this.putOrigin(row);
    const end = out.length;
    out.reserve(this.lines.length * (end - start + this.restBytes + dueBytes));
    for (let i = 0; i < this.lines.length; i++) {
      const { middle, values, horizon } = this.lines[i];
      if (i > 0) out.repeat(start, end);
      out.put(middle);
      for (let v = 0; v < values.length; v++) {
        const { before, slot, column } = values[v];
        out.put(before);
        putNumber(out, column === FORECAST ? row.forecasts[slot] : columns.read(row, slot, column), missing);
      }
      if (dues !== undefined) out.put(dues[horizon]);
      out.put(this.closing);
    }
  }

  flush(): Promise<void> {
    return this.buffer.flush();
  }

  /** By horizon: what tells when a forecast is for, its name included. */
  private duesOf(row: RowForecasts): Uint8Array[] | undefined {
    const { beforeDue, format, timeIsNumber } = this;
    if (beforeDue === undefined) return undefined;
    const due = row.due ?? [];
    return due.map((text) => {
      const field = encode(format.timeField(text, timeIsNumber));
      const bytes = new Uint8Array(beforeDue.length + field.length);
      bytes.set(beforeDue);
      bytes.set(field, beforeDue.length);
      return bytes;
    });
  }

  /** What every line of a row begins with. */
  private putOrigin({ key, timeBytes, timeStart, timeEnd }: RowForecasts): void {
    const { format, timeIsNumber } = this;
    if (format.isPlain(timeBytes, timeStart, timeEnd, timeIsNumber)) {
      this.putKeyAndTime(key, this.timeQuote, timeBytes, timeStart, timeEnd);
    } else {
      const text = new TextDecoder().decode(timeBytes.subarray(timeStart, timeEnd));
      const field = encode(format.timeField(text, timeIsNumber));
      this.putKeyAndTime(key, NOTHING, field, 0, field.length);
    }
  }

  private putKeyAndTime(
    key: Uint8Array,
    quote: Uint8Array,
    time: Uint8Array,
    start: number,
    end: number,
  ): void {
    const { out } = this.buffer;
    out.reserve(this.opening.length + key.length + this.afterKey.length + end - start + 2 * quote.length);
    out.put(this.opening);
    out.put(key);
    out.put(this.afterKey);
    out.put(quote);
    out.put(time, start, end);
    out.put(quote);
  }
}

const FORECAST_TIME = "forecast_time";

/** The names of all columns, in the order of the output. */
function columnNames(
  { models, emit = models, wide, forecastTime }: ForecastWriterOptions,
  values: readonly string[],
) {
  const shown = models.filter((model) => emit.includes(model));
  return [
    ...["series", "time", "target", "horizon"],
    ...(wide
      ? shown.flatMap((model) => [model, ...values.map((value) => `${model}_${value}`)])
      : ["model", "forecast", ...values]),
    ...(forecastTime ? [FORECAST_TIME] : []),
  ];
}

/** The lines of every row, in the order of the output. */
function linesOf(options: ForecastWriterOptions, format: LineFormat, values: readonly string[]): Line[] {
  const { targets, horizons, models, emit = models, wide } = options;
  const shown = models.keys().filter((m) => emit.includes(models[m])).toArray();
  const valuesOf = (slot: number, name: string, prefix: string): Value[] =>
    [name, ...values.map((value) => prefix + value)].map((name, i) => ({
      before: encode(format.beforeValue(name)),
      slot,
      column: i + FORECAST,
    }));
  return targets.flatMap((target, t) =>
    horizons.flatMap((steps, horizon) => {
      const slot = (m: number) => (m * targets.length + t) * horizons.length + horizon;
      const middle = (model?: string) => encode(format.middle(target, steps, model));
      if (wide) {
        const all = shown.flatMap((m) => valuesOf(slot(m), models[m], `${models[m]}_`));
        return shown.length === 0 ? [] : [{ middle: middle(), values: all, horizon }];
      }
      return shown.map((m) => ({
        middle: middle(models[m]),
        values: valuesOf(slot(m), "forecast", ""),
        horizon,
      }));
    })
  );
}

/** Bytes of a line from behind the time on, at most. */
function bytesOf({ middle, values }: Line): number {
  return values.reduce((sum, { before }) => sum + before.length + NUMBER_BYTES, middle.length);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
