import type { Archive, Persistent } from "../base/archive.ts";
import type { Transitions } from "./backtests.ts";
import { crpsWeights, quantileLoss } from "./crps.ts";
import { HIT, MISS } from "./last_misses.ts";

/** The newest scored rows are summed in blocks of so many, and so many blocks are "the last rows": 1,000. */
const BLOCK = 100;
const BLOCKS = 10;

/** Sums over the scored rows that had an interval, of one model, target, horizon and level. */
const OWN = ["covered", "width", "pinball"] as const;

type Sums = Readonly<Record<(typeof OWN)[number], Float64Array>>;

/** What a model's intervals of one target, horizon and level came to. */
export interface LevelTally extends Readonly<Record<(typeof OWN)[number], number>> {
  readonly level: number;
  /** Scored rows with an interval. */
  readonly intervals: number;
  /** The same of the last rows: the newest 1,000, and up to 99 before them. */
  readonly lastIntervals: number;
  readonly lastCovered: number;
  readonly lastWidth: number;
  readonly lastPinball: number;
  /** Trials after a trial, by whether either was missed; `LastMisses` says what a trial is. */
  readonly transitions: Transitions;
  /** Fewest and most rows covered of 1,000 that began at a multiple of 100; NaN before there were any. */
  readonly leastCovered: number;
  readonly mostCovered: number;
}

/**
 * A bin of a histogram of probability integral transforms: the share of actuals between two quantiles, where
 * to − from belong.
 */
export interface PitBin {
  /** Probability of the quantile that it begins at. */
  readonly from: number;
  /** And of the one that it ends at. */
  readonly to: number;
  /** Of all actuals. */
  readonly share: number;
}

/** Rows of a stretch that `leastCovered` and `mostCovered` speak of. */
export const STRETCH = BLOCK * BLOCKS;

/**
 * What became of prediction intervals, over all series, for every model, cell (target and horizon) and level.
 *
 * Memory: 44 float64 each, and 16 for each model and cell. Cost of `add`: O(levels), no allocation.
 */
export class IntervalTallies implements Persistent {
  private readonly own: Sums;
  /**
   * (models, cells): rows with intervals, which a model has at all levels or at none, and the sum of their
   * CRPS.
   */
  private readonly intervals: Float64Array;
  private readonly crps: Float64Array;
  /** (models, cells): the block that is being filled, and the rows in it. */
  private readonly block: Uint8Array;
  private readonly filled: Uint8Array;
  /**
   * Rings of blocks, (models, cells, levels, BLOCKS + 1): the one that is being filled and those before it.
   */
  private readonly blocks: Sums;
  /** The same without the levels. */
  private readonly crpsBlocks: Float64Array;
  /** (models, cells, levels, before, now): trials by hit (0) or miss (1). */
  private readonly transitions: Float64Array;
  /**
   * (models, cells, ranks): actuals between two neighbours of all ends and the forecast, the lowest first.
   */
  private readonly ranks: Float64Array;
  private readonly least: Float64Array;
  private readonly most: Float64Array;
  private readonly weights: ReturnType<typeof crpsWeights>;

  /** @param levels of the intervals, ascending: the ends of one are the quantiles (1 ± level) / 2 */
  constructor(models: number, private readonly cells: number, readonly levels: readonly number[]) {
    const length = models * cells * levels.length;
    const sums = (rows = 1) => new Float64Array(length * rows);
    const ring = BLOCKS + 1;
    this.own = { covered: sums(), width: sums(), pinball: sums() };
    this.blocks = { covered: sums(ring), width: sums(ring), pinball: sums(ring) };
    this.crpsBlocks = new Float64Array(models * cells * ring);
    this.intervals = new Float64Array(models * cells);
    this.crps = new Float64Array(models * cells);
    this.block = new Uint8Array(models * cells);
    this.filled = new Uint8Array(models * cells);
    this.transitions = sums(4);
    this.ranks = new Float64Array(models * cells * this.rankCount);
    this.least = sums().fill(NaN);
    this.most = sums().fill(NaN);
    this.weights = crpsWeights(levels);
  }

  /**
   * Scores a model's intervals of one actual; where there are none, nothing.
   *
   * @param at where the forecast stands in `values`, and behind it lower and upper of each level
   * @param before (models, cells, levels) of the series' trial before, overwritten by this one; undefined:
   * this is none
   */
  add(
    model: number,
    cell: number,
    actual: number,
    values: Float64Array,
    at: number,
    before?: Uint8Array,
  ): void {
    const { levels, own, blocks, weights } = this;
    if (values[at + 1] !== values[at + 1]) return;
    const slot = model * this.cells + cell;
    if (this.filled[slot] === BLOCK) this.nextBlock(slot);
    const block = this.block[slot];
    this.filled[slot]++;
    this.intervals[slot]++;
    let crps = weights.forecast * Math.abs(actual - values[at]);
    for (let level = 0; level < levels.length; level++) {
      const low = values[at + 1 + 2 * level];
      const high = values[at + 2 + 2 * level];
      const quantile = (1 - levels[level]) / 2;
      const losses = quantileLoss(quantile, actual - low) + quantileLoss(1 - quantile, actual - high);
      const covered = actual >= low && actual <= high ? 1 : 0;
      const i = slot * levels.length + level;
      own.covered[i] += covered;
      own.width[i] += high - low;
      own.pinball[i] += losses / 2;
      crps += weights.ends[level] * losses;
      if (before !== undefined) {
        const now = covered === 1 ? HIT : MISS;
        if (before[i] !== 0) this.transitions[4 * i + 2 * (before[i] - HIT) + now - HIT]++;
        before[i] = now;
      }
      const b = i * (BLOCKS + 1) + block;
      blocks.covered[b] += covered;
      blocks.width[b] += high - low;
      blocks.pinball[b] += losses / 2;
    }
    this.rank(slot, actual, values, at);
    this.crps[slot] += crps;
    this.crpsBlocks[slot * (BLOCKS + 1) + block] += crps;
  }

  /** What one model and cell came to, level by level. */
  tally(model: number, cell: number): LevelTally[] {
    const slot = model * this.cells + cell;
    const intervals = this.intervals[slot];
    return this.levels.map((level, l) => {
      const i = slot * this.levels.length + l;
      const { least, most } = this.extremes(slot, i);
      return {
        level,
        intervals,
        covered: this.own.covered[i],
        width: this.own.width[i],
        pinball: this.own.pinball[i],
        lastIntervals: Math.min(intervals, STRETCH + this.filled[slot] % BLOCK),
        lastCovered: this.ringSum(this.blocks.covered, slot, i),
        lastWidth: this.ringSum(this.blocks.width, slot, i),
        lastPinball: this.ringSum(this.blocks.pinball, slot, i),
        transitions: {
          hitHit: this.transitions[4 * i],
          hitMiss: this.transitions[4 * i + 1],
          missHit: this.transitions[4 * i + 2],
          missMiss: this.transitions[4 * i + 3],
        },
        leastCovered: least,
        mostCovered: most,
      };
    });
  }

  private get rankCount(): number {
    return 2 * this.levels.length + 2;
  }

  /**
   * Counts an actual between its neighbours; one that lies on some of them counts in equal parts on either
   * side of each.
   */
  private rank(slot: number, actual: number, values: Float64Array, at: number): void {
    let under = 0;
    let on = 0;
    for (let node = at; node < at + this.rankCount - 1; node++) {
      if (values[node] < actual) under++;
      else if (values[node] === actual) on++;
    }
    const from = slot * this.rankCount + under;
    for (let i = 0; i <= on; i++) this.ranks[from + i] += 1 / (on + 1);
  }

  /**
   * Shares of one model's actuals by where they lay in their forecast's distribution (PIT), the lowest first;
   * none without any.
   */
  pit(model: number, cell: number): PitBin[] {
    const slot = model * this.cells + cell;
    const intervals = this.intervals[slot];
    if (!(intervals > 0)) return [];
    const tails = this.levels.map((level) => (1 - level) / 2);
    const nodes = [0, ...tails.toReversed(), 0.5, ...tails.map((tail) => 1 - tail), 1]
      .map((p) => Number(p.toPrecision(12))); // (1 − 0.8) / 2 is not 0.1 to the bit
    return nodes.slice(1).map((to, i) => ({
      from: nodes[i],
      to,
      share: this.ranks[slot * this.rankCount + i] / intervals,
    }));
  }

  /** Sums of the CRPS of one model and cell: of all rows, and of the last ones. */
  crpsOf(model: number, cell: number): { readonly crps: number; readonly lastCrps: number } {
    const slot = model * this.cells + cell;
    return { crps: this.crps[slot], lastCrps: this.ringSum(this.crpsBlocks, slot, slot) };
  }

  /** The block that was being filled is full: its stretch is measured, and the oldest block makes room. */
  private nextBlock(slot: number): void {
    const { levels, blocks } = this;
    const next = (this.block[slot] + 1) % (BLOCKS + 1);
    for (let i = slot * levels.length; i < (slot + 1) * levels.length; i++) {
      const { least, most } = this.extremes(slot, i);
      this.least[i] = least;
      this.most[i] = most;
      for (const name of OWN) blocks[name][i * (BLOCKS + 1) + next] = 0;
    }
    this.crpsBlocks[slot * (BLOCKS + 1) + next] = 0;
    this.block[slot] = next;
    this.filled[slot] = 0;
  }

  /** Fewest and most covered rows of a whole stretch, the newest included if it ends here. */
  private extremes(slot: number, i: number): { readonly least: number; readonly most: number } {
    const least = this.least[i];
    const most = this.most[i];
    if (this.filled[slot] < BLOCK || this.intervals[slot] < STRETCH) return { least, most };
    const covered = this.ringSum(this.blocks.covered, slot, i);
    return { least: least <= covered ? least : covered, most: most >= covered ? most : covered };
  }

  /** Sum over the last rows: all blocks but, where the newest one is full, the oldest. */
  private ringSum(blocks: Float64Array, slot: number, i: number): number {
    const oldest = this.filled[slot] === BLOCK ? (this.block[slot] + 1) % (BLOCKS + 1) : -1;
    let sum = 0;
    for (let b = 0; b <= BLOCKS; b++) if (b !== oldest) sum += blocks[i * (BLOCKS + 1) + b];
    return sum;
  }

  persist(archive: Archive): void {
    for (const name of OWN) archive.array(name, this.own[name]);
    archive.array("intervals", this.intervals);
    archive.array("crps", this.crps);
    archive.array("block", this.block);
    archive.array("filled", this.filled);
    for (const name of OWN) archive.array(`blocks.${name}`, this.blocks[name]);
    archive.array("blocks.crps", this.crpsBlocks);
    archive.addedArray("transitions", this.transitions);
    archive.addedArray("ranks", this.ranks);
    archive.array("least", this.least);
    archive.array("most", this.most);
  }
}
