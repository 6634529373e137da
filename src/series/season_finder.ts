import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { RecentValues } from "./recent_values.ts";
import { searchSeasons } from "./season_search.ts";
import type { SeasonPool } from "./season_pool.ts";

/** Values that a search looks at, at most, and at least so many seasons of the longest suggested one. */
const WINDOW = 3000;
/** Values before the first search. */
const FIRST_SEARCH = 16;
/**
 * From one search to the next the values grow by this share; more slowly while there are few and no season is
 * known.
 */
const GROWTH = { few: 0.08, fewUntil: 300, many: 0.25 };
/** A longer season that is suggested is looked for when there are so many of it. */
const TWO_SEASONS = 2.1;
/** Another season takes the place of the one there is if it is stronger by this much. */
const STRONGER = 0.1;
/** A multiple of the first season by this much is a second one. */
const FEWEST_REPEATS = 4;

/** What is known of the seasons of a column before its first value: `--period`. */
export type SeasonChoice = "auto" | readonly number[];

/**
 * The seasons of one target: up to two, in rows, the shorter one first. Given, or found as values come: at 16
 * values, then whenever there are 8 % more (a quarter more from 300 on, and once a season is known),
 * `searchSeasons` looks at the last 3,000.
 *
 * What is found stays, so that models can rely on it: a second season joins it; another takes its place only
 * if it is clearly stronger. A column that shows none takes what most columns of the run have (`SeasonPool`).
 *
 * It remembers the target's values for all who read seasons. Memory: 4 bytes a value. Cost: O(1) a row but
 * for the searches.
 */
export class SeasonFinder implements Persistent {
  /** Rows in the first and second season; 0: none. */
  readonly periods: Int32Array = packed(Int32Array, 2);
  /** Working values, NaN where missing. */
  readonly values: RecentValues;
  /** How often the seasons have changed, and at which row last. */
  changes = 0;
  foundAt = 0;
  private next = FIRST_SEARCH;
  private counted: number | undefined; // what the pool has heard

  /** @param farthest how many values the readers ask for beyond the longest season */
  constructor(private readonly choice: SeasonChoice, private readonly pool: SeasonPool, farthest: number) {
    const longest = choice === "auto" ? 0 : Math.max(0, ...choice);
    this.values = new RecentValues(Math.max(WINDOW, 2 * longest + farthest + 1));
    if (choice !== "auto" && choice.length > 0) {
      this.periods.set(choice);
      this.changes = 1;
    }
  }

  /** Whether there is any season. */
  get any(): boolean {
    return this.periods[0] > 0;
  }

  /**
   * Takes in the newest working value. Returns whether the seasons have changed.
   * @param suggested what the calendar suggests
   */
  take(value: number, suggested: readonly number[]): boolean {
    const { values } = this;
    values.push(value);
    if (this.choice !== "auto" || values.count < this.next) return false;
    const [first, second] = this.periods;
    this.search(suggested);
    this.next = this.nextSearch(suggested);
    this.counted = this.pool.move(values.count, this.counted, this.periods[0]);
    if (this.periods[0] === first && this.periods[1] === second) return false;
    this.changes++;
    this.foundAt = values.count;
    return true;
  }

  private nextSearch(suggested: readonly number[]): number {
    const { values: { count }, any, periods } = this;
    const growth = !any && count < GROWTH.fewUntil ? GROWTH.few : GROWTH.many;
    let next = count + Math.max(2, Math.floor(growth * count));
    for (const period of suggested) {
      const enough = Math.ceil(TWO_SEASONS * period);
      if (period > periods[0] && enough > count) next = Math.min(next, enough);
    }
    return next;
  }

  private search(calendar: readonly number[]): void {
    const { values, periods, pool } = this;
    const common = pool.common();
    const suggested = common > 0 && !calendar.includes(common) ? [...calendar, common] : calendar;
    const longest = Math.max(0, ...suggested.filter((period) => 2 * period < values.count));
    const window = scratch(Math.min(values.available, Math.max(WINDOW, 3 * longest)));
    values.copy(window, window.length);
    const found = searchSeasons(window, suggested);
    const { first } = found;
    if (first === 0) {
      if (periods[0] === 0 && values.count >= 2 * common) periods[0] = common;
    } else if (periods[0] === 0) {
      periods.set([first, found.second]);
    } else if (first === periods[0]) {
      if (periods[1] === 0) periods[1] = found.second;
    } else if (first % periods[0] === 0) { // the longer of two may show alone
      const says = suggested.includes(first) || first >= FEWEST_REPEATS * periods[0];
      if (says && periods[1] === 0) periods[1] = first;
    } else if (periods[0] % first === 0 && suggested.includes(first)) {
      periods.set([first, periods[0]]);
    } else if (
      this.isBetter(found.strength, found.strengthOf(periods[0]), suggested.includes(first), suggested)
    ) {
      periods.set([first, found.second]);
    }
  }

  /** What is suggested needs no lead over what is not. */
  private isBetter(
    strength: number,
    old: number,
    isSuggested: boolean,
    suggested: readonly number[],
  ): boolean {
    const wasSuggested = suggested.includes(this.periods[0]);
    if (isSuggested === wasSuggested) return strength > old + STRONGER;
    return isSuggested && strength > old - STRONGER;
  }

  /** The column is no more. */
  close(): void {
    this.pool.leave(this.counted);
    this.counted = undefined;
  }

  persist(archive: Archive): void {
    archive.array("periods", this.periods);
    this.values.persist(archive.within("values"));
    this.changes = persistCount(archive, "changes", this.changes);
    this.foundAt = persistCount(archive, "foundAt", this.foundAt);
    this.next = persistCount(archive, "next", this.next);
    const counted = archive.number("counted", this.counted ?? NaN);
    if (!archive.restoring) return;
    this.close();
    this.counted = counted === counted ? this.pool.move(Infinity, undefined, counted) : undefined;
  }
}

let room = new Float64Array(0);

/** Room that is used again for the next search. */
function scratch(length: number): Float64Array {
  if (room.length < length) room = new Float64Array(length);
  return room.subarray(0, length);
}
