import { type Choice, type LiveState, PAGE } from "./live_state.ts";

/** Rows of a series in a reader's first frame, and in one of the later ones, at most. */
const FIRST = 120;
const LATER = 80;
/** Digits that count. */
const DIGITS = 6;

/** What one reader has been told, and wants to be told. */
export interface Reading extends Choice {
  readonly target: number;
  /** By series: rows of it that were sent; by slot, for a series may lose its slot. */
  readonly sent: Map<number, { readonly slot: number; readonly head: number }>;
  /** The newest event that was sent. */
  event: number;
  /** The series of the last frame. */
  series: readonly number[];
  frames: number;
}

/** A reader that has been told nothing yet. */
export function newReading(choice: Choice, target: number): Reading {
  return { ...choice, target, sent: new Map(), event: 0, series: [], frames: 0 };
}

/** Makes the frames that readers are sent: JSON, of what is new to each. */
export class Frames {
  private readonly id = crypto.randomUUID();

  constructor(readonly state: LiveState) {}

  /** The next frame of a reader; all that is known where it is the first. */
  next(reading: Reading): string {
    const { state } = this;
    const { board, run } = state;
    if (reading.frames % 8 === 0 || reading.series.length < PAGE) {
      reading.series = state.choose(reading).series;
    }
    const { matches } = state.choose(reading);
    const events = state.events.filter(({ id }) => id > reading.event);
    reading.event = state.events.at(-1)?.id ?? 0;
    const now = Date.now();
    const frame = {
      ...(reading.frames++ === 0 && { run: { ...run, id: this.id, points: FIRST } }),
      rows: state.start + board.rows,
      rate: rounded(state.rate),
      lag: rounded(state.lag(now)),
      skipped: state.skipped,
      keys: state.keys.length,
      matches,
      shown: board.shown,
      ended: state.hasEnded,
      race: state.race(reading.target).map(({ skill, coverage }) => [rounded(skill), rounded(coverage)]),
      series: reading.series.map((series) => this.series(series, reading)),
      events,
    };
    return JSON.stringify(frame);
  }

  /**
   * The rows of a series that are new to the reader, and what comes next; the rows alone that fit into a
   * frame.
   */
  private series(series: number, { sent, target }: Reading): unknown {
    const { board, keys, run: { rules } } = this.state;
    const slot = board.slotOf(series);
    const about = {
      series,
      key: keys[series],
      ...(rules.length > 0 && { risk: rounded(board.riskOf(series)) }),
    };
    if (slot < 0) return about;
    const before = sent.get(series);
    const known = before?.slot === slot ? before.head : 0;
    const seen = board.read(slot, () => {
      const head = board.headOf(slot);
      const from = Math.max(known, head - (known === 0 ? FIRST : LATER), 0);
      return { head, from, points: this.points(slot, from, head, target), next: this.fan(slot, target) };
    });
    if (seen === undefined) return about;
    sent.set(series, { slot, head: seen.head });
    return { ...about, slot, ...seen };
  }

  /** Each its place, the actual, what had been said of it, and the interval of that. */
  private points(slot: number, from: number, to: number, target: number): (number | null)[][] {
    const { board } = this.state;
    return Array.from({ length: to - from }, (_, i) => {
      const at = board.pointAt(slot, from + i);
      const own = at + 1 + 4 * target;
      return [place(board.cells[at]), ...[0, 1, 2, 3].map((j) => rounded(board.cells[own + j]))];
    });
  }

  /** By horizon its place, the forecast, and the bounds level by level. */
  private fan(slot: number, target: number): (number | null)[][] {
    const { board } = this.state;
    const { horizons, targets, levels } = board.shape;
    const width = 1 + 2 * levels;
    return Array.from({ length: horizons }, (_, h) => {
      const at = board.fanAt(slot) + h * (1 + targets * width);
      const own = at + 1 + target * width;
      return [
        place(board.cells[at]),
        ...Array.from({ length: width }, (_, j) => rounded(board.cells[own + j])),
      ];
    });
  }
}

function place(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}
