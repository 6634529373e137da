import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import type { RecentValues } from "./recent_values.ts";
import { type SmoothingForm, smoothingForms } from "./smoothing_grid.ts";
import { persistForm, SmoothingMember } from "./smoothing_member.ts";

/** Values before anything is said. */
const FIRST_FIT = 16;
/** All forms are tried anew when there are twice as many values. */
const REFIT = 2;
const MOST_BETWEEN_FITS = 3000;
/** Values that they are tried on: so many seasons and so many more; of all, one step ahead, fewer. */
const SEASONS = 6;
const MORE = 300;
const SCOUTED = { seasons: 3, more: 150 };
/**
 * Forms that are tried at the anchors, and that go on, at most; and of their seasons' numbers. Those of less
 * weight than this are dropped.
 */
const MOST_TRIED = 16;
const MOST_FORMS = 10;
const MOST_NUMBERS = 800;
const LEAST_WEIGHT = 0.003;
/** How strongly a relative loss counts against a form; in full from so many losses on. */
const TEMPER = 15;
const FULL = 50;
/** A loss counts at most this many times the usual one. */
const REACH = 25;

/**
 * Exponential smoothing of one target by many forms at a time (`smoothingForms`), mixed by how well each has
 * forecast:
 *
 *   w_i ∝ prior_i · exp(−15 (L_i / min L − 1)),  L_i the discounted mean of squared errors, 0.99 a row
 *
 * for up to three horizons, of which every other one takes the nearest's weights; while a horizon has few
 * losses of its own those of the shortest count with them. All forms are tried on the values of the last six
 * seasons and 300 rows: at 16 values, when seasons have changed, and whenever there are twice as many values.
 * The best of them go on from row to row.
 *
 * Memory: of up to ten forms their seasons, and what they say of rows to come. Cost: O(forms · horizons) a
 * row.
 */
export class SmoothingMixture implements Persistent {
  private members: SmoothingMember[] = [];
  private seen = 0; // changes of seasons
  private nextFit = FIRST_FIT;
  private readonly anchors: readonly number[];
  private readonly nearest: readonly number[]; // by horizon, the place of its anchor

  /** @param logs whether values may be smoothed as logarithms where all are positive */
  constructor(
    private readonly values: RecentValues,
    private readonly periods: ArrayLike<number>,
    private readonly horizons: readonly number[],
    private readonly logs: boolean,
  ) {
    const count = horizons.length;
    this.anchors = [
      ...new Set([horizons[0], horizons[count >> 1], horizons[count - 1]]),
    ];
    const distance = (a: number, b: number) => Math.abs(Math.log(a / b));
    this.nearest = horizons.map((h) =>
      this.anchors.reduce(
        (best, a, i) => distance(a, h) < distance(this.anchors[best], h) ? i : best,
        0,
      )
    );
  }

  /** Takes in the newest of the values; `changes`: how often the periods have changed. */
  observe(changes: number): void {
    const { values } = this;
    if (
      changes !== this.seen && values.count >= FIRST_FIT ||
      values.count >= this.nextFit
    ) {
      this.seen = changes;
      this.nextFit = values.count +
        Math.min(MOST_BETWEEN_FITS, Math.ceil((REFIT - 1) * values.count));
      this.fit();
    } else if (this.members.length > 0) {
      take(this.members, this.anchors, values.at(0));
    }
  }

  /** Writes what is expected at each horizon; NaN before anything can be said. */
  forecast(out: Float64Array, at: number): void {
    const { horizons, members, nearest } = this;
    for (let h = 0; h < horizons.length; h++) {
      let sum = members.length > 0 ? 0 : NaN;
      for (const member of members) {
        const weight = member.weights[nearest[h]];
        if (weight > 0) sum += weight * member.forecast(horizons[h]);
      }
      out[at + h] = sum;
    }
  }

  /**
   * Tries all forms on the past, one step ahead; then the best of them at the anchors, of which the best are
   * kept.
   */
  private fit(): void {
    const { values, periods, anchors } = this;
    const longest = Math.max(periods[0], periods[1]);
    const rows = Math.min(values.available, SEASONS * longest + MORE);
    const past = new Float64Array(rows);
    values.copy(past, rows);
    const forms = smoothingForms(
      periods,
      this.logs && past.every((value) => !(value <= 0)),
    );
    const scouted = past.subarray(Math.max(0, rows - SCOUTED.seasons * longest - SCOUTED.more));
    const possible = forms.filter(({ first, second }) => scouted.length > Math.max(first, second) + 2);
    const scouts = rehearse(possible, anchors.slice(0, 1), scouted);
    const kept = byWeight(scouts).slice(0, MOST_TRIED).map(({ form }) => form);
    this.members = this.pruned(rehearse(kept, anchors, past));
    weigh(this.members, anchors);
  }

  /** Members of little weight do not go on. */
  private pruned(members: readonly SmoothingMember[]): SmoothingMember[] {
    let numbers = 0;
    const kept = byWeight(members).filter(({ form, weights }, i) => {
      numbers += form.first + form.second;
      return i === 0 ||
        i < MOST_FORMS && numbers <= MOST_NUMBERS &&
          Math.max(...weights) >= LEAST_WEIGHT;
    });
    return members.filter((member) => kept.includes(member));
  }

  persist(archive: Archive): void {
    this.seen = persistCount(archive, "seen", this.seen);
    this.nextFit = persistCount(archive, "nextFit", this.nextFit);
    const count = persistCount(
      archive,
      "members",
      this.members.length,
      MOST_FORMS,
    );
    if (archive.restoring) this.members = [];
    for (let i = 0; i < count; i++) {
      const form = persistForm(
        archive.within(`form.${i}`),
        this.members[i]?.form,
      );
      if (archive.restoring) this.members[i] = new SmoothingMember(form, this.anchors);
      this.members[i].persist(archive.within(`member.${i}`));
    }
  }
}

/** Members of these forms, as they are when they have seen the past. */
function rehearse(
  forms: readonly SmoothingForm[],
  anchors: readonly number[],
  past: Float64Array,
): SmoothingMember[] {
  const members = forms.map((form) => new SmoothingMember(form, anchors));
  for (const member of members) member.begin(past);
  for (let row = 0; row < past.length; row++) {
    take(members, anchors, past[row], row);
  }
  weigh(members, anchors);
  return members;
}

function byWeight(members: readonly SmoothingMember[]): SmoothingMember[] {
  const best = new Map(
    members.map((member) => [member, Math.max(...member.weights)]),
  );
  return members.toSorted((a, b) => best.get(b)! - best.get(a)!);
}

/** Members take in the next value; in a rehearsal, that of this row: they begin at different ones. */
function take(
  members: readonly SmoothingMember[],
  anchors: readonly number[],
  value: number,
  row?: number,
): void {
  if (value === value) {
    for (let a = 0; a < anchors.length; a++) {
      let usual = Infinity;
      for (const { losses, counts } of members) {
        if (counts[a] > 20) usual = Math.min(usual, losses[a]);
      }
      for (const member of members) member.settle(a, value, REACH * usual);
    }
  }
  for (const member of members) {
    if (row === undefined || row >= member.start) member.observe(value);
  }
  if (row === undefined) weigh(members, anchors);
}

function weigh(members: readonly SmoothingMember[], anchors: readonly number[]): void {
  for (let a = 0; a < anchors.length; a++) {
    let least = Infinity;
    let first = Infinity;
    let few = Infinity;
    let nearest = Infinity;
    for (const { losses, counts } of members) {
      least = Math.min(least, losses[a]);
      first = Math.min(first, losses[0]);
      few = Math.min(few, counts[a]);
      nearest = Math.min(nearest, counts[0]);
    }
    const own = Math.min(1, few / (anchors[a] + 30));
    const near = TEMPER * Math.min(1, nearest / FULL) * (1 - own);
    const far = TEMPER * Math.min(1, few / FULL) * own;
    let sum = 0;
    for (const { losses, weights, form } of members) {
      const worse = (least > 0 ? far * (losses[a] / least - 1) : 0) +
        (first > 0 ? near * (losses[0] / first - 1) : 0);
      weights[a] = form.prior * Math.exp(-Math.min(50, worse));
      sum += weights[a];
    }
    for (const { weights } of members) weights[a] /= sum;
  }
}
