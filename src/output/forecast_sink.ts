/** Takes the forecasts of row after row: the writer of a format or a shape of lines. */
export interface ForecastSink {
  /** Bytes that wait for `flush`. */
  readonly pendingBytes: number;
  /** A series' key as its lines hold it; to be made once per series. */
  prepareKey(key: string): Uint8Array;
  /** Appends the lines of one row. The arrays are read at once: they may be overwritten afterwards. */
  row(row: RowForecasts): void;
  /**
   * Sends everything gathered so far. The write is under way when this returns: work done before the promise is awaited
   * doesn't delay it. Rows may be appended meanwhile.
   *
   * @throws whatever the sink throws: `Deno.errors.BrokenPipe` where the reader went away
   */
  flush(): Promise<void>;
}

/** Bytes of output that are sent without waiting for the end of what has been read. */
export const FLUSH_BYTES = 1 << 16;

/** A time as it stood in the input, UTF-8: `timeBytes[timeStart … timeEnd)`. A `Row` is one. */
export interface TimeText {
  readonly timeBytes: Uint8Array;
  readonly timeStart: number;
  readonly timeEnd: number;
}

/** One row's forecasts, its own time their origin. */
export interface RowForecasts extends TimeText {
  /** Of the row's series, from `prepareKey`. */
  readonly key: Uint8Array;
  /** The time as a number: ms since 1970, or the number as given, or the row's number. */
  readonly time: number;
  /** (models, targets, horizons), NaN where there is none. */
  readonly forecasts: Float64Array;
  /** (models, targets, horizons, levels), NaN where there is none; `upper` likewise. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** (models, targets, horizons, quantiles), where `--quantiles` asks for them. */
  readonly quantiles?: Float64Array | undefined;
  /** (horizons) when each forecast is for, in the form of the input's times; "" where that is not known. */
  readonly due?: readonly string[] | undefined;
}

/** What lines hold, and where they go. */
export interface ForecastColumns {
  readonly targets: readonly string[];
  readonly horizons: readonly number[];
  readonly models: readonly string[];
  /** Levels of the intervals, ascending. */
  readonly levels: readonly number[];
  /** Probabilities of the quantiles that are written, ascending. @default {[]} */
  readonly quantiles?: readonly number[] | undefined;
  /** The models whose lines are written; undefined: all. */
  readonly emit?: readonly string[] | undefined;
  /** Whether times are numbers: NDJSON puts others in quotation marks. */
  readonly timeIsNumber: boolean;
  /** Whether a last column tells when each forecast is for. @default {false} */
  readonly forecastTime?: boolean | undefined;
}
