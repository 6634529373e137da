/** What is a season and what is none: on made columns, for which that is known. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { Autocorrelation } from "../../src/series/autocorrelation.ts";
import { calendarPeriods } from "../../src/series/calendar_periods.ts";
import { searchSeasons } from "../../src/series/season_search.ts";

const DAY = 86_400_000;
const random = new Random(7);
const noise = (n: number, size = 1) => Array.from({ length: n }, () => size * random.normal());
const column = (n: number, of: (t: number) => number) => Float64Array.from({ length: n }, (_, t) => of(t));

function walk(n: number): Float64Array {
  let level = 100;
  return Float64Array.from(noise(n), (step) => level += step);
}

Deno.test("Autocorrelation is that of the textbook's sum, worked out by hand", () => {
  const r = new Autocorrelation(Float64Array.of(1, -2, 3, -1));
  assertAlmostEquals(r.at(1), (-2 - 6 - 3) / Math.sqrt((4 + 9 + 1) * (1 + 4 + 9)), 1e-15);
  assertAlmostEquals(r.at(2), (3 + 2) / Math.sqrt((9 + 1) * (1 + 4)), 1e-15);
  assertEquals(new Autocorrelation(new Float64Array(5)).at(1), 0);
});

Deno.test("searchSeasons finds a season in a trend with noise, from two repeats on where it is suggested, else from three", () => {
  const course = [0, 4, 9, 7, 12, 15, 14, 11, 8, 6, 3, -2];
  const e = noise(60, 0.5);
  const sales = column(60, (t) => 2 * t + course[t % 12] + e[t]);
  assertEquals(searchSeasons(sales.subarray(0, 26), [12]).first, 12);
  assertEquals(searchSeasons(sales.subarray(0, 26), []).first, 0);
  assertEquals(searchSeasons(sales, []).first, 12);
});

Deno.test("searchSeasons finds the second season in what the first one leaves", () => {
  const e = noise(900, 0.2);
  const load = column(
    900,
    (t) => 5 * Math.sin(2 * Math.PI * t / 24) + (Math.floor(t / 24) % 7 > 4 ? -2 : 0) + e[t],
  );
  for (const suggested of [[24, 168], []]) {
    const { first, second } = searchSeasons(load, suggested);
    assertEquals([first, second], [24, 168], `suggested ${suggested}`);
  }
});

Deno.test("searchSeasons finds nothing where one jump repeats, in a column that stands still, and before there is anything", () => {
  const jumps = column(200, (t) => t === 20 || t === 44 ? 500 : Math.cos(t * t));
  assertEquals(searchSeasons(jumps, [24]).first, 0);
  assertEquals(searchSeasons(column(200, (t) => Math.floor(t / 12)), [12]).first, 0);
  assertEquals(searchSeasons(Float64Array.of(1, 2), [12]).first, 0);
});

Deno.test("searchSeasons finds at most two seasons in 200 random walks, looked at time and again", () => {
  let found = 0;
  for (let i = 0; i < 200; i++) {
    const values = walk(500);
    let any = false;
    for (let n = 16; n <= 500 && !any; n = Math.floor(1.08 * n) + 1) {
      any = searchSeasons(values.subarray(0, n), i % 2 ? [24, 168] : []).first > 0;
    }
    if (any) found++;
  }
  assert(found <= 2, `${found} of 200`);
});

Deno.test("calendarPeriods suggests what the gaps between rows make likely", () => {
  const months = [31, 28, 31, 30, 31, 30, 31, 31].map((days) => days * DAY);
  assertEquals(calendarPeriods(months), [12]);
  assertEquals(calendarPeriods([90, 91, 92, 92].map((days) => days * DAY)), [4]);
  assertEquals(calendarPeriods([7 * DAY, 7 * DAY]), [52]);
  assertEquals(calendarPeriods([1, 1, 1, 1, 1, 1].map((days) => days * DAY)), [7, 365]);
  assertEquals(calendarPeriods([1, 1, 1, 1, 3, 1, 1, 1, 1, 3].map((days) => days * DAY)), [5]);
  assertEquals(calendarPeriods([DAY / 24]), [24, 168]);
  assertEquals(calendarPeriods([DAY / 48]), [48, 336]);
  assertEquals(calendarPeriods([DAY / 96]), [4, 96, 672]);
  assertEquals(calendarPeriods([DAY / 1440]), [60, 1440]);
  assertEquals(calendarPeriods([1000]), []);
  assertEquals(calendarPeriods([]), []);
});
