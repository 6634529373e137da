/** An event of a stream: drift, a season found, an alert, a lost signal. */
export interface StreamEvent {
  /** `drift`, `season`, `alert`, `alert cleared`, `signal lost`, `signal back`. */
  readonly event: string;
  /** Its series' key. */
  readonly series: string;
  /** Of the row at which it was noticed, as it stood in the input. */
  readonly time: string;
  /** That row's number, from 1, over all series. */
  readonly row: number;
  /** What else there is to know: model, target, probability … */
  readonly [fact: string]: string | number;
}

/** Receives events as they happen. */
export interface EventSink {
  tell(event: StreamEvent): void;
}

/** Digits of a probability or of a forecast that are worth writing. */
const DIGITS = 6;

/**
 * Events as NDJSON, for `--events`: a line each, written at once. Keys in the order of `StreamEvent`, then those of the
 * event's kind. Numbers to six digits; what is no number is null; times are numbers where the input's are.
 */
export class EventWriter implements EventSink {
  constructor(
    private readonly file: { writeSync(bytes: Uint8Array): unknown },
    private readonly timeIsNumber: boolean,
  ) {}

  tell({ event, series, time, row, ...facts }: StreamEvent): void {
    const rounded = Object.entries(facts).map(([name, value]) => [name, short(value)]);
    const line = {
      event,
      series,
      time: this.timeIsNumber ? Number(time) : time,
      row,
      ...Object.fromEntries(rounded),
    };
    this.file.writeSync(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
  }
}

function short(value: string | number): string | number {
  return typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value;
}
