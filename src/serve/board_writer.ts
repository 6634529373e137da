import type { AnsweredRow } from "../evaluation/answered_row.ts";
import { placeAhead, placeOf, type RunTime } from "../evaluation/row_place.ts";
import type { StreamEvent } from "../output/event_writer.ts";
import { Board, type BoardShape } from "./board.ts";
import type { LiveEvent } from "./live_messages.ts";

/** Of the slots so many are kept for series that somebody looks at and that have none. */
const ON_DEMAND = 0.25;

/** What a writer asks the run. */
export interface BoardSource {
  readonly time: RunTime;
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  readonly warmup: number;
  /** The number of the model whose forecasts are shown. */
  shown(): number;
  /** How likely it is that a series will alarm; undefined without rules. */
  readonly risk: ((series: number) => number) | undefined;
}

/**
 * The run's side of the board. A row costs a copy of some numbers; what may wait - the fans, the risks -
 * is written by `flush`, now and then, for the series that have had a row.
 */
export class BoardWriter {
  readonly board: Board;
  private readonly newest: AnsweredRow[] = []; // by series
  private readonly changed = new Set<number>(); // series
  private events: StreamEvent[] = []; // of the row that is being answered
  private told: LiveEvent[] = []; // since the last look
  private seated = 0;
  private readonly demanded: number[] = []; // series in the slots on demand, by slot
  private wanted = new Set<number>();
  private nextSlot = 0;

  constructor(shape: BoardShape, private readonly source: BoardSource) {
    this.board = Board.make(shape);
    this.board.shown = source.shown();
  }

  private get fixed(): number {
    return Math.floor(this.board.slots * (1 - ON_DEMAND));
  }

  /** Takes in a row that has been answered. */
  readonly take = (row: AnsweredRow): void => {
    const { board, newest } = this;
    const { series } = row;
    if (newest[series] === undefined && this.seated < this.fixed) board.seat(this.seated++, series);
    newest[series] = row;
    this.changed.add(series);
    this.race(row);
    const slot = board.slotOf(series);
    if (slot >= 0) this.put(slot, row);
    board.countRow();
    if (this.events.length > 0) this.place(row);
  };

  /** Told of an event before the row is that it is about. */
  readonly tell = (event: StreamEvent): void => void this.events.push(event);

  /** The events since the last call. */
  takeEvents(): LiveEvent[] {
    const { told } = this;
    this.told = [];
    return told;
  }

  private place(row: AnsweredRow): void {
    const place = placeOf(this.source.time, row);
    for (const event of this.events) this.told.push({ ...event, place });
    this.events = [];
  }

  /** What had been said of the row, by the model that is shown. */
  private put(slot: number, row: AnsweredRow): void {
    const { board, source: { time } } = this;
    const { cells, shape: { targets, levels }, shown } = board;
    const { actuals, ledger: { pending, newest } } = row;
    board.write(slot, () => {
      let at = board.pointAt(slot, board.headOf(slot));
      cells[at++] = placeOf(time, row);
      for (let k = 0; k < targets; k++) {
        const from = pending.at(pending.slot(newest, k, 0), shown);
        cells[at++] = actuals[k];
        cells[at++] = pending.values[from];
        cells[at++] = pending.values[from + 2 * levels - 1]; // the highest level's bounds stand last
        cells[at++] = pending.values[from + 2 * levels];
      }
      board.countPoint(slot);
    });
  }

  private race({ actuals, ledger: { pending, newest } }: AnsweredRow): void {
    const { board, source: { warmup } } = this;
    if (newest < warmup) return;
    const { cells, shape: { targets, models, levels } } = board;
    const { values } = pending;
    let at = board.raceAt(board.raced);
    for (let k = 0; k < targets; k++) {
      const slot = pending.slot(newest, k, 0);
      const actual = actuals[k];
      cells[at++] = (actual - values[slot]) ** 2;
      for (let m = 0; m < models; m++) {
        const from = pending.at(slot, m);
        const [low, high] = [values[from + 2 * levels - 1], values[from + 2 * levels]];
        cells[at++] = (actual - values[from]) ** 2;
        cells[at++] = low <= high ? Number(actual >= low && actual <= high) : NaN;
      }
    }
    board.countRaced();
  }

  /** Gives slots to series that somebody looks at. */
  watch(series: readonly number[]): void {
    this.wanted = new Set(series);
    const { board, fixed, demanded, newest } = this;
    const count = board.slots - fixed;
    for (const one of series) {
      if (board.slotOf(one) >= 0 || newest[one] === undefined) continue;
      for (let i = 0; i < count; i++) {
        const place = this.nextSlot++ % count;
        if (demanded[place] !== undefined && this.wanted.has(demanded[place])) continue;
        demanded[place] = one;
        board.seat(fixed + place, one);
        this.changed.add(one);
        break;
      }
    }
  }

  /** Writes what comes next for the series that have had rows. */
  flush(): void {
    const { board, source, newest } = this;
    board.shown = source.shown();
    for (const series of this.changed) {
      const row = newest[series];
      if (source.risk !== undefined) board.setRisk(series, source.risk(series));
      const slot = board.slotOf(series);
      if (slot >= 0) board.write(slot, () => this.fan(slot, row));
    }
    this.changed.clear();
  }

  /** By horizon its place, then by target the forecast and each level's bounds. */
  private fan(slot: number, row: AnsweredRow): void {
    const { board, source: { time, horizons } } = this;
    const { cells, shape: { targets, horizons: count, levels }, shown } = board;
    const all = row.actuals.length;
    let at = board.fanAt(slot);
    for (let h = 0; h < count; h++) {
      cells[at++] = placeAhead(time, row, horizons[h]);
      for (let k = 0; k < targets; k++) {
        const cell = (shown * all + k) * horizons.length + h;
        cells[at++] = row.forecasts[cell];
        for (let l = 0; l < levels; l++) {
          cells[at++] = row.lower[cell * levels + l];
          cells[at++] = row.upper[cell * levels + l];
        }
      }
    }
  }
}
