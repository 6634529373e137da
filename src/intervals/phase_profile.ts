import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** Parts of a cycle: the hours of a day, or as many parts of a season. */
export const PHASES = 24;
/** Weight of the newest error in its phase's factor: a memory of about a month of hourly rows. */
const RATE = 0.03;
/** Pull of every factor towards 1: noise is not taken for a profile, and the factors' common size stays where it is. */
const PULL = 0.05;
const LEAST = 0.1;
const MOST = 10;

/** Weight of the newest visit in its phase's mean error: ten cycles. */
const MEAN_RATE = 0.1;
/** A mean error counts by what exceeds this many of its standard errors, times h^¼: what overlaps tells less than it seems to. */
const DOUBT = 1.5;
const OVERLAP = 0.25;
/** Errors count as at most so many times the expected one in those means. */
const MOST_MULTIPLE = 5;
/** Cycles of which a mean error is known at least. */
const CYCLES = 3;

/** Step of a phase's size per visit and unit of surplus misses, divided by √h, and what is forgotten of it at every visit. */
const [GAIN, FORGETTING, MOST_SIZE] = [0.1, 0.05, 1];

/** Numbers of a visit that is under way: its phase + 1 (0: none), rows, sum of signed multiples, sum of surplus misses. */
const VISIT = 4;

/**
 * What is different about the errors of forecasts that were issued in a phase of a cycle - an hour of the day, a part of the
 * season -, for each cell:
 *
 * - `factor`: how many times as large as usual they are, by their absolute values;
 * - `shift`: how far they lie to one side, in expected errors: demand climbs every morning, whatever the last value says;
 * - `size`: the logarithm of what their intervals lack beyond that, by their misses, as `Shape` tracks it for all.
 *
 * The last two are learned when a visit to a phase is over, from the visit as a whole: rows that came one after the other in an
 * hour are one piece of news about that hour, and a phase that never came again says nothing of itself.
 * A shift counts only by what exceeds its doubt, so that noise is not taken for one (a soft threshold, Donoho & Johnstone 1994).
 *
 * On half-hourly demand (taylor) they take 23 % off the interval score, and 90 % intervals hold 82 to 95 % in every hour instead of 67
 * to 100; on the hourly electricity benchmark (ETTh1) 2 %, after the factors' own 10.
 *
 * It goes by the origin's phase, not the target's: when the row spoken of will come is not known where times are irregular.
 *
 * Memory: 72 float32 and 6 float64 per cell. Cost: O(1), no allocation.
 */
export class PhaseProfile implements Persistent {
  /** (cells, phases). */
  private readonly factors: Float32Array;
  private readonly means: Float32Array;
  private readonly sizes: Float32Array;
  /** (cells, VISIT). */
  private readonly visit: Float64Array;
  /** (cells): visits that are over, and the mean square of what they lay off their phase's mean. */
  private readonly visits: Float64Array;
  private readonly square: Float64Array;

  constructor(cells: number) {
    this.factors = new Float32Array(PHASES * cells).fill(1);
    this.means = new Float32Array(PHASES * cells);
    this.sizes = new Float32Array(PHASES * cells);
    this.visit = packed(Float64Array, VISIT * cells);
    this.visits = packed(Float64Array, cells);
    this.square = packed(Float64Array, cells);
  }

  factor(cell: number, phase: number): number {
    return this.factors[PHASES * cell + phase];
  }

  /** In expected errors, factor included; positive: actuals lie above their forecasts. */
  shift(cell: number, phase: number, horizon: number): number {
    const cycles = this.visits[cell] / PHASES;
    if (cycles < CYCLES) return 0;
    const deviation = Math.sqrt(this.square[cell] * Math.max(1 / cycles, MEAN_RATE / (2 - MEAN_RATE)));
    const mean = this.means[PHASES * cell + phase];
    const beyond = Math.abs(mean) - DOUBT * horizon ** OVERLAP * deviation;
    return beyond > 0 ? Math.sign(mean) * beyond : 0;
  }

  /** Logarithm of how much larger intervals have to be. */
  size(cell: number, phase: number): number {
    return this.sizes[PHASES * cell + phase];
  }

  /** Takes in an absolute error as a multiple of the usual one. */
  update(cell: number, phase: number, multiple: number): void {
    const at = PHASES * cell + phase;
    const target = (1 - PULL) * Math.min(multiple, MOST) + PULL;
    const moved = this.factors[at] + RATE * (target - this.factors[at]);
    this.factors[at] = moved < LEAST ? LEAST : moved;
  }

  /**
   * Takes in a signed error as a multiple of the expected one, the factor included, and by how much the misses of its
   * intervals exceed what is allowed, mean over the levels.
   */
  learn(cell: number, phase: number, horizon: number, multiple: number, surplus: number): void {
    const { visit } = this;
    const at = VISIT * cell;
    if (visit[at] !== phase + 1) {
      if (visit[at + 1] > 0) this.endVisit(cell, horizon);
      visit[at] = phase + 1;
      visit[at + 1] = visit[at + 2] = visit[at + 3] = 0;
    }
    visit[at + 1]++;
    visit[at + 2] += within(MOST_MULTIPLE, multiple);
    visit[at + 3] += surplus;
  }

  private endVisit(cell: number, horizon: number): void {
    const { visit, visits, means, square, sizes } = this;
    const phase = visit[VISIT * cell] - 1;
    const rows = visit[VISIT * cell + 1];
    const at = PHASES * cell + phase;
    const cycles = ++visits[cell] / PHASES;
    const off = visit[VISIT * cell + 2] / rows - means[at];
    means[at] += Math.max(MEAN_RATE, Math.min(1, 1 / cycles)) * off;
    square[cell] += Math.max(MEAN_RATE / PHASES, 1 / visits[cell]) * (off * off - square[cell]);
    const gain = GAIN / Math.sqrt(horizon);
    sizes[at] = within(MOST_SIZE, (1 - FORGETTING) * sizes[at] + gain * visit[VISIT * cell + 3] / rows);
  }

  /** States of 0.1.0 know the factors alone. */
  persist(archive: Archive): void {
    archive.array("factors", this.factors);
    for (const name of ["means", "sizes", "visit", "visits", "square"] as const) {
      archive.addedArray(name, this[name]);
    }
  }
}

/** The hour, 0 … 23, of a wall-clock time in ms since 1970. */
export function hourOfDay(wallClock: number): number {
  const hour = Math.floor(wallClock / 3_600_000) % 24;
  return hour < 0 ? hour + 24 : hour;
}

function within(limit: number, x: number): number {
  return x > limit ? limit : x < -limit ? -limit : x;
}
