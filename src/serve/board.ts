/** Rows that are kept of a series. */
export const POINTS = 240;
/** Rows over which the models race. */
export const RACE = 1000;
/** Targets that are on the page, at most. */
export const TARGETS = 8;
/** Horizons of a fan, at most. */
const HORIZONS = 64;
/** Memory for the series' rows, in bytes; and series, at most. */
const ROOM = 8 << 20;
const MOST_SLOTS = 512;
const MOST_SERIES = 100_000;
const RACE_ROOM = 1024;

/** What a board is made for: how many of each. */
export interface BoardShape {
  readonly targets: number;
  readonly models: number;
  readonly horizons: number;
  readonly levels: number;
}

/** A board's memory, to be posted to another thread. */
export interface SharedBoard {
  readonly shape: BoardShape;
  readonly counts: SharedArrayBuffer;
  readonly cells: SharedArrayBuffer;
}

/** Counters that stand before all others. */
const [ROWS, SHOWN, RACED, HEADER] = [0, 1, 2, 3];

/**
 * The newest rows of the series in shared memory: the run writes, the page's thread reads, and nobody
 * waits for anybody.
 *
 * A *slot* holds one series: a ring of rows - its place on the axis of time, then by target the actual,
 * what the model that is shown had said of it, and that one's widest interval - and the fan of what comes
 * next. A slot's `seal` is odd while it is written. Beside them stand the race's ring - by row and target
 * naive's squared error, then by model its squared error and whether the interval held (NaN: there was
 * none) - and of every series its slot and its risk.
 *
 * Memory: at most 8 MB for slots, 1.2 MB for the series, 8 kB · targets · (1 + 2 · models) for the race.
 */
export class Board {
  /** Numbers of a row, of a fan, of the race's row. */
  readonly pointWidth: number;
  readonly fanWidth: number;
  readonly raceWidth: number;
  readonly slots: number;
  readonly shape: BoardShape;
  /** Of the rows' rings, and behind them the fans: where the first stands. */
  readonly cells: Float64Array;
  private readonly fans: number;
  private readonly races: number;
  private readonly counts: Int32Array; // header, by slot: seal, points ever, series; by series: its slot + 1
  private readonly seats: number;
  private readonly risks: Float64Array;

  constructor(readonly shared: SharedBoard) {
    this.shape = shared.shape;
    const { slots, pointWidth, fanWidth, raceWidth } = layoutOf(shared.shape);
    [this.slots, this.pointWidth, this.fanWidth, this.raceWidth] = [slots, pointWidth, fanWidth, raceWidth];
    this.cells = new Float64Array(shared.cells);
    this.counts = new Int32Array(shared.counts);
    this.fans = slots * POINTS * pointWidth;
    this.races = this.fans + slots * fanWidth;
    this.seats = HEADER + 3 * slots;
    this.risks = this.cells.subarray(this.races + RACE_ROOM * raceWidth);
  }

  /** An empty board. Of targets and horizons the first are kept. */
  static make(asked: BoardShape): Board {
    const shape = {
      ...asked,
      targets: Math.min(asked.targets, TARGETS),
      horizons: Math.min(asked.horizons, HORIZONS),
    };
    const { slots, pointWidth, fanWidth, raceWidth } = layoutOf(shape);
    const cells = slots * (POINTS * pointWidth + fanWidth) + RACE_ROOM * raceWidth + MOST_SERIES;
    return new Board({
      shape,
      counts: new SharedArrayBuffer(4 * (HEADER + 3 * slots + MOST_SERIES)),
      cells: new SharedArrayBuffer(8 * cells),
    });
  }

  get rows(): number {
    return Atomics.load(this.counts, ROWS);
  }

  /** The model whose forecasts are shown. */
  get shown(): number {
    return Atomics.load(this.counts, SHOWN);
  }
  set shown(model: number) {
    Atomics.store(this.counts, SHOWN, model);
  }

  /** The slot of a series, or −1. */
  slotOf(series: number): number {
    return series < MOST_SERIES ? Atomics.load(this.counts, this.seats + series) - 1 : -1;
  }

  /** The series of a slot; its rows so far are another's, and go. */
  seat(slot: number, series: number): void {
    const { counts, seats } = this;
    const before = counts[HEADER + 3 * slot + 2] - 1;
    if (before >= 0) Atomics.store(counts, seats + before, 0);
    this.write(slot, () => {
      Atomics.store(counts, HEADER + 3 * slot + 1, 0);
      this.cells.fill(NaN, this.fanAt(slot), this.fanAt(slot) + this.fanWidth);
    });
    Atomics.store(counts, HEADER + 3 * slot + 2, series + 1);
    if (series < MOST_SERIES) Atomics.store(counts, seats + series, slot + 1);
  }

  riskOf(series: number): number {
    return this.risks[series] ?? 0;
  }
  setRisk(series: number, risk: number): void {
    if (series < MOST_SERIES) this.risks[series] = risk;
  }

  /** Rows ever written into a slot since its series has it. */
  headOf(slot: number): number {
    return Atomics.load(this.counts, HEADER + 3 * slot + 1);
  }

  /** Where a row of a slot's ring stands, by its number since the series has the slot. */
  pointAt(slot: number, point: number): number {
    return (slot * POINTS + point % POINTS) * this.pointWidth;
  }

  fanAt(slot: number): number {
    return this.fans + slot * this.fanWidth;
  }

  raceAt(row: number): number {
    return this.races + (row % RACE_ROOM) * this.raceWidth;
  }

  /** Rows of the race so far. */
  get raced(): number {
    return Atomics.load(this.counts, RACED);
  }

  countRow(): void {
    Atomics.add(this.counts, ROWS, 1);
  }
  countRaced(): void {
    Atomics.add(this.counts, RACED, 1);
  }
  countPoint(slot: number): void {
    Atomics.add(this.counts, HEADER + 3 * slot + 1, 1);
  }

  /** Changes a slot under its seal. */
  write(slot: number, change: () => void): void {
    Atomics.add(this.counts, HEADER + 3 * slot, 1);
    change();
    Atomics.add(this.counts, HEADER + 3 * slot, 1);
  }

  /** Reads a slot as it is between two changes; undefined if it is changed all the time. */
  read<T>(slot: number, look: () => T): T | undefined {
    for (let i = 0; i < 20; i++) {
      const seal = Atomics.load(this.counts, HEADER + 3 * slot);
      if (seal % 2 !== 0) continue;
      const seen = look();
      if (Atomics.load(this.counts, HEADER + 3 * slot) === seal) return seen;
    }
    return undefined;
  }
}

function layoutOf({ targets, models, horizons, levels }: BoardShape) {
  const pointWidth = 1 + 4 * targets;
  const fanWidth = horizons * (1 + targets * (1 + 2 * levels));
  const slots = Math.max(16, Math.min(MOST_SLOTS, Math.floor(ROOM / (8 * (POINTS * pointWidth + fanWidth)))));
  return { slots, pointWidth, fanWidth, raceWidth: targets * (1 + 2 * models) };
}
