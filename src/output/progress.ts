import { printable } from "../base/printable.ts";
import { count as grouped } from "./label.ts";
import { LiveLine } from "./live_line.ts";

/** Where people read: `Deno.stderr` is one. */
export interface Screen {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

/** Where progress is shown, and what it asks. */
export interface ProgressOptions {
  readonly screen: Screen;
  /** Says nothing at all. */
  readonly quiet: boolean;
  /** A clock in milliseconds that only goes forward. */
  readonly now: () => number;
  /** How the best model does so far, or "". Asked for only when a line is shown. */
  readonly status: () => string;
  /** Characters that fit on a line of the terminal, asked whenever one is drawn: it may be resized. @default {80} */
  readonly width?: () => number;
  /** Each line as a JSON object with the wall clock's time, for those who collect logs; there is no live line then. */
  readonly json?: { readonly wallClock: () => string } | undefined;
}

/** Between two changes of the live line, in milliseconds: ten a second. */
const REDRAW_EVERY = 100;
/** Where there is no terminal, a line is due after so long (ms), however few rows have come since the last. */
const LOG_EVERY = 60_000;
/** While rows come faster than one in this time (ms), the clock is read less often than once a row … */
const CLOCK_STEP = 1;
/** … but at least every so many rows. */
const MOST_UNCLOCKED_ROWS = 256;
/** No rate is told before this many seconds. */
const SHORTEST_RATE = 0.01;
/** Warnings of one kind that are shown; the rest is counted. */
const SHOWN_WARNINGS = 10;

/**
 * Progress on standard error: on a terminal one live line, otherwise a line at rows 1, 2, 4, 8 … and every minute, so
 * that an endless stream leaves a short log. Warnings and conclusions are written here too, so that they don't break the
 * live line. Where standard error has been closed, nothing more is written.
 *
 * Cost of `update`: a comparison, and a reading of the clock (0.1 µs) now and then.
 */
export class Progress {
  private readonly options: ProgressOptions;
  private readonly isTerminal: boolean;
  private readonly started: number;
  private silent: boolean;
  private rows = 0;
  private series = 0;
  private skipped = 0;
  /** The row of the next look at the clock, or line. */
  private nextRow = 1;
  /** The row of the next log line, should less than a minute pass. */
  private nextLogged = 1;
  private unclockedRows = 1;
  private lastLook = -Infinity;
  private lastDrawn: number;
  private live: LiveLine | undefined;
  private readonly warnings = new Map<string, number>();

  constructor(options: ProgressOptions) {
    this.options = options;
    this.silent = options.quiet;
    this.isTerminal = !options.quiet && options.json === undefined && options.screen.isTerminal();
    this.started = options.now();
    this.lastDrawn = this.isTerminal ? -Infinity : this.started;
  }

  /** Told after every row: rows accepted, series seen and rows skipped so far. */
  update(rows: number, series: number, skipped: number): void {
    if (rows < this.nextRow || this.silent) return;
    this.rows = rows;
    this.series = series;
    this.skipped = skipped;
    const now = this.options.now();
    const hurried = now - this.lastLook < CLOCK_STEP;
    this.unclockedRows = hurried ? Math.min(2 * this.unclockedRows, MOST_UNCLOCKED_ROWS) : 1;
    this.lastLook = now;
    this.nextRow = rows + this.unclockedRows;
    if (this.isTerminal) this.redrawInTime(now);
    else this.logInTime(now);
  }

  /** Warns of a row that was left out. */
  badRow(line: number, reason: string): void {
    this.warn("bad rows", `line ${line}: ${reason}, skipped`);
  }

  /** Shows a warning, if it is among the first ten of its kind. */
  warn(kind: string, text: string): void {
    const count = (this.warnings.get(kind) ?? 0) + 1;
    this.warnings.set(kind, count);
    if (count <= SHOWN_WARNINGS) this.say({ level: "warning", kind, message: printable(text) });
  }

  /** Shows lines above the live one. */
  print(text: string): void {
    this.say({ level: "info", message: text }, "");
  }

  /** @param sign what a line begins with, where lines are text */
  private say(
    entry: { readonly message: string; readonly [fact: string]: unknown },
    sign = "foretide: ",
  ): void {
    const { json } = this.options;
    if (json !== undefined) return this.write(JSON.stringify({ time: json.wallClock(), ...entry }) + "\n");
    const text = sign + entry.message;
    const { live } = this;
    if (live === undefined) return this.write(`${text}\n`);
    this.write(`${live.clear()}${text}\n${live.show(this.line(), this.width)}`);
  }

  /** The input has ended: the live line shows the last figures and stays, and the warnings not shown are counted. */
  finish(rows: number, series: number, skipped: number): void {
    [this.rows, this.series, this.skipped] = [rows, series, skipped];
    if (this.live !== undefined) this.write(`${this.live.show(this.line(), this.width)}\n`);
    this.live = undefined;
    for (const [kind, count] of this.warnings) {
      if (count > SHOWN_WARNINGS) {
        this.say({
          level: "warning",
          kind,
          message: `${grouped(count - SHOWN_WARNINGS)} more ${kind} not shown`,
        });
      }
    }
  }

  private logInTime(now: number): void {
    if (this.rows >= this.nextLogged || now - this.lastDrawn >= LOG_EVERY) {
      this.lastDrawn = now;
      const { rows, series, skipped } = this;
      this.say({ level: "info", event: "progress", rows, series, skipped, message: this.line() });
    }
    while (this.nextLogged <= this.rows) this.nextLogged *= 2;
    this.nextRow = Math.min(this.nextRow, this.nextLogged);
  }

  private redrawInTime(now: number): void {
    if (now - this.lastDrawn < REDRAW_EVERY) return;
    this.lastDrawn = now;
    this.live ??= new LiveLine();
    this.write(this.live.show(this.line(), this.width));
  }

  /** `row 4,096, 51,200 rows/s, 8 series, 2 skipped, best …`. Cut to the width of a terminal, where it must not wrap. */
  private line(): string {
    const seconds = (this.options.now() - this.started) / 1000;
    const parts = [`row ${grouped(this.rows)}`];
    if (seconds >= SHORTEST_RATE) parts.push(`${threeDigits(this.rows / seconds)} rows/s`);
    if (this.series > 1) parts.push(`${grouped(this.series)} series`);
    if (this.skipped > 0) parts.push(`${grouped(this.skipped)} skipped`);
    const status = this.options.status();
    if (status !== "") parts.push(status);
    const line = parts.join(", ");
    return this.isTerminal ? line.slice(0, this.width) : line;
  }

  /** Characters that fit on the live line. */
  private get width(): number {
    return Math.max(1, (this.options.width?.() ?? 80) - 1);
  }

  private write(text: string): void {
    if (this.silent) return;
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) at += this.options.screen.writeSync(bytes.subarray(at));
    } catch (error) {
      // A terminal that is busy will take the next line; one that has gone won't.
      this.silent = !(error instanceof Deno.errors.WouldBlock);
    }
  }
}

/** A rate to three digits: more would only flicker. */
function threeDigits(rate: number): string {
  const rounded = Number(rate.toPrecision(3));
  return rounded < 1000 ? String(rounded) : grouped(rounded);
}
