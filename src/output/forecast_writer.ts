import { ByteBuffer } from "./byte_buffer.ts";
import { type ByteSink, writeAll } from "./byte_sink.ts";
import { endNames, FORMATS, type LineFormat } from "./line_format.ts";
import { LONG_NUMBER_BYTES, putLongNumber } from "./long_number.ts";
import { putShortNumber } from "./short_number.ts";

/** A time as it stood in the input, UTF-8: `timeBytes[timeStart … timeEnd)`. A `Row` is one. */
export interface TimeText {
  readonly timeBytes: Uint8Array;
  readonly timeStart: number;
  readonly timeEnd: number;
}

/** What is written, where to, and in which form. */
export interface ForecastWriterOptions {
  readonly sink: ByteSink;
  readonly format: "csv" | "ndjson";
  readonly targets: readonly string[];
  readonly horizons: readonly number[];
  readonly models: readonly string[];
  /** Levels of the intervals, ascending. */
  readonly levels: readonly number[];
  /** The models whose lines are written; undefined: all. */
  readonly emit?: readonly string[] | undefined;
  /** Whether times are numbers: NDJSON puts others in quotation marks. */
  readonly timeIsNumber: boolean;
  /** Whether the lines follow on those of a run before, so that no header is wanted. @default {false} */
  readonly continued?: boolean;
}

/** One line of every row: its bytes between time and forecast, and where its numbers stand. */
interface Line {
  readonly middle: Uint8Array;
  /** Index into (models, targets, horizons). */
  readonly slot: number;
}

const NOTHING = new Uint8Array(0);

/**
 * Writes forecasts: a line per target, horizon and model, in that order. Lines gather until `flush`
 * sends them in one write. Numbers are the shortest text that reads back as the same float64, `String(x)`; one that
 * isn't finite is missing.
 *
 * A row allocates nothing: numbers are put digit by digit, key and time once and then repeated from the buffer; target,
 * horizon and model are bytes made at construction.
 */
export class ForecastWriter {
  private readonly sink: ByteSink;
  private readonly format: LineFormat;
  private readonly timeIsNumber: boolean;
  private readonly lines: readonly Line[];
  /** The format's constant pieces. */
  private readonly opening: Uint8Array;
  private readonly afterKey: Uint8Array;
  private readonly timeQuote: Uint8Array;
  /** What stands before each interval's lower and upper end. */
  private readonly beforeEnds: readonly Uint8Array[];
  private readonly closing: Uint8Array;
  /** Bytes of a line from behind the time on, at most. */
  private readonly restBytes: number;
  /** Rows go into one buffer while the other is on its way to the sink. */
  private gathering = new ByteBuffer();
  private leaving = new ByteBuffer();
  private writing: Promise<void> | undefined;

  constructor(options: ForecastWriterOptions) {
    const format = FORMATS[options.format];
    this.sink = options.sink;
    this.format = format;
    this.timeIsNumber = options.timeIsNumber;
    this.lines = linesOf(options, format);
    this.opening = encode(format.opening);
    this.afterKey = encode(format.afterKey);
    this.timeQuote = options.timeIsNumber ? NOTHING : encode(format.timeQuote);
    const ends = endNames(options.levels);
    this.beforeEnds = ends.map((end) => encode(format.beforeEnd(end)));
    this.closing = encode(format.closing);
    const longest = Math.max(0, ...this.lines.map(({ middle }) => middle.length));
    const endBytes = this.beforeEnds.reduce((sum, before) => sum + before.length + LONG_NUMBER_BYTES, 0);
    this.restBytes = longest + LONG_NUMBER_BYTES + endBytes + this.closing.length;
    if (!options.continued) this.gathering.put(encode(format.header(ends)));
  }

  /** Bytes that wait for `flush`. */
  get pendingBytes(): number {
    return this.gathering.length;
  }

  /** A series' key as its lines hold it; to be made once per series. */
  prepareKey(key: string): Uint8Array {
    return encode(this.format.field(key));
  }

  /**
   * Appends the lines of one row.
   *
   * @param key of the row's series, from `prepareKey`
   * @param time of the row: the origin of its forecasts
   * @param forecasts (models, targets, horizons), NaN where there is none
   * @param lower (models, targets, horizons, levels), NaN where there is none; `upper` likewise
   */
  row(
    key: Uint8Array,
    time: TimeText,
    forecasts: Float64Array,
    lower: Float64Array,
    upper: Float64Array,
  ): void {
    if (this.lines.length === 0) return;
    const { gathering: out, beforeEnds } = this;
    const levels = beforeEnds.length >> 1;
    const start = out.length;
    this.putOrigin(key, time);
    const end = out.length;
    out.reserve(this.lines.length * (end - start + this.restBytes));
    for (let i = 0; i < this.lines.length; i++) {
      const { middle, slot } = this.lines[i];
      if (i > 0) out.repeat(start, end);
      out.put(middle);
      this.putNumber(forecasts[slot]);
      for (let level = 0; level < levels; level++) {
        out.put(beforeEnds[2 * level]);
        this.putNumber(lower[slot * levels + level]);
        out.put(beforeEnds[2 * level + 1]);
        this.putNumber(upper[slot * levels + level]);
      }
      out.put(this.closing);
    }
  }

  /**
   * Sends everything gathered so far to the sink. The write is under way when this returns: work done before the
   * promise is awaited doesn't delay it. Rows may be appended meanwhile.
   *
   * @throws whatever the sink throws: `Deno.errors.BrokenPipe` where the reader went away
   */
  flush(): Promise<void> {
    if (this.writing !== undefined) return this.writing.then(() => this.flush());
    if (this.gathering.length === 0) return Promise.resolve();
    [this.gathering, this.leaving] = [this.leaving, this.gathering];
    this.gathering.clear();
    this.writing = writeAll(this.sink, this.leaving.view()).finally(() => this.writing = undefined);
    return this.writing;
  }

  /** What every line of a row begins with. */
  private putOrigin(key: Uint8Array, { timeBytes, timeStart, timeEnd }: TimeText): void {
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
    const out = this.gathering;
    out.reserve(this.opening.length + key.length + this.afterKey.length + end - start + 2 * quote.length);
    out.put(this.opening);
    out.put(key);
    out.put(this.afterKey);
    out.put(quote);
    out.put(time, start, end);
    out.put(quote);
  }

  private putNumber(value: number): void {
    if (putShortNumber(this.gathering, value) || putLongNumber(this.gathering, value)) return;
    this.gathering.putAscii(Number.isFinite(value) ? String(value) : this.format.missing);
  }
}

/** The lines of every row, in the order of the output. */
function linesOf(options: ForecastWriterOptions, format: LineFormat): Line[] {
  const { targets, horizons, models, emit = models } = options;
  const lines: Line[] = [];
  targets.forEach((target, t) =>
    horizons.forEach((horizon, h) =>
      models.forEach((model, m) => {
        if (!emit.includes(model)) return;
        const slot = (m * targets.length + t) * horizons.length + h;
        lines.push({ middle: encode(format.middle(target, horizon, model)), slot });
      })
    )
  );
  return lines;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
