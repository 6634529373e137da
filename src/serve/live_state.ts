import { type Board, RACE } from "./board.ts";
import type { LiveEvent, LiveRun, ToPage } from "./live_messages.ts";

/** Events that are kept. */
const EVENTS = 200;
/** Series on a page. */
export const PAGE = 12;

/** How a model does over the newest rows of the run. */
export interface Racer {
  readonly name: string;
  /** 1 − squared error / naive's; NaN before anything was scored. */
  readonly skill: number;
  /** Share of the actuals inside the widest interval. */
  readonly coverage: number;
}

/** A choice of series, as a reader asked for it. */
export interface Choice {
  /** What their names hold. */
  readonly search: string;
  readonly sort: "met" | "name" | "risk";
  /** From 0. */
  readonly page: number;
}

/** What the page's thread knows of the run beside the board. */
export class LiveState {
  readonly keys: string[] = [];
  readonly events: (LiveEvent & { readonly id: number })[] = [];
  /** Events so far, by kind and what they are of: `alert` and its rule, `drift` and the model. */
  readonly counts = new Map<string, number>();
  skipped = 0;
  start = 0;
  hasEnded = false;
  /** Rows a second, over the last few seconds. */
  rate = 0;
  private told = 0;
  private lastRows = 0;
  private lastAt = NaN;

  constructor(readonly board: Board, readonly run: LiveRun) {}

  /** The run has told something. */
  take({ keys, skipped, start, events }: Extract<ToPage, { status: unknown }>["status"]): void {
    this.keys.push(...keys);
    this.skipped = skipped;
    this.start = start;
    for (const event of events) {
      const kind = `${event.event}\n${event.rule ?? event.model ?? ""}`;
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
      this.events.push({ ...event, id: ++this.told });
    }
    if (this.events.length > EVENTS) this.events.splice(0, this.events.length - EVENTS);
  }

  /** Some time has passed. @param now in milliseconds */
  tick(now: number): void {
    const { rows } = this.board;
    const seconds = (now - this.lastAt) / 1000;
    if (seconds < 1) return;
    if (seconds === seconds) this.rate = (rows - this.lastRows) / seconds;
    [this.lastRows, this.lastAt] = [rows, now];
  }

  /** Seconds that the newest row is behind the clock; NaN where times are not dates or lie far back. */
  lag(now: number): number {
    const lag = (now - this.newestPlace) / 1000;
    return lag < 86_400 * 7 ? lag : NaN;
  }

  /** Where the newest row of the first series stands, in ms; NaN where times are no dates. */
  get newestPlace(): number {
    const { board, run: { time: { kind } } } = this;
    if (kind !== "date" && kind !== "date-time") return NaN;
    let newest = -Infinity;
    for (let slot = 0; slot < board.slots; slot++) {
      const head = board.headOf(slot);
      if (head > 0) newest = Math.max(newest, board.cells[board.pointAt(slot, head - 1)]);
    }
    return newest;
  }

  /** The numbers of the series chosen, of one page, and of how many. */
  choose({ search, sort, page }: Choice): { readonly series: readonly number[]; readonly matches: number } {
    const { keys, board } = this;
    const wanted = search.toLowerCase();
    const found = keys.map((_, i) => i)
      .filter((i) => wanted === "" || keys[i].toLowerCase().includes(wanted));
    if (sort === "name") found.sort((a, b) => keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : 0);
    if (sort === "risk") found.sort((a, b) => board.riskOf(b) - board.riskOf(a));
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    const from = PAGE * Math.min(page, last);
    return { series: found.slice(from, from + PAGE), matches: found.length };
  }

  /** The models over the newest 1,000 rows of the run that could be scored. */
  race(target: number): Racer[] {
    const { board, run: { models } } = this;
    const { cells, raced } = board;
    const count = Math.min(raced, RACE);
    const sums = models.map(() => ({ squared: 0, inside: 0, intervals: 0 }));
    let naive = 0;
    for (let row = raced - count; row < raced; row++) {
      let at = board.raceAt(row) + target * (1 + 2 * models.length);
      const own = cells[at++];
      let known = own;
      for (let m = 0; m < models.length; m++) known += cells[at + 2 * m];
      if (!Number.isFinite(known)) continue; // as in the scores: all models, or none
      naive += own;
      for (const sum of sums) {
        sum.squared += cells[at++];
        const inside = cells[at++];
        if (inside !== inside) continue;
        sum.intervals++;
        sum.inside += inside;
      }
    }
    return sums.map(({ squared, inside, intervals }, m) => ({
      name: models[m].name,
      skill: naive > 0 ? 1 - squared / naive : NaN,
      coverage: inside / intervals,
    }));
  }
}
