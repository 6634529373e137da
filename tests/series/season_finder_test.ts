/** Seasons as rows come: when they are found, that they stay, what others' are worth, and that they continue to the byte. */
import { assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { RecentValues } from "../../src/series/recent_values.ts";
import { SeasonFinder } from "../../src/series/season_finder.ts";
import { SeasonPool } from "../../src/series/season_pool.ts";

const wave = (t: number) => 10 * Math.sin(2 * Math.PI * t / 12) + (t % 3);
const finder = (pool = new SeasonPool()) => new SeasonFinder("auto", pool, 12);

Deno.test("SeasonFinder finds a season once, by the rows alone, and keeps it when it fades", () => {
  const found: number[] = [];
  const one = finder();
  for (let t = 0; t < 300; t++) {
    if (one.take(t < 60 ? wave(t) : 0.01 * (t * t % 7), [12])) found.push(one.foundAt);
  }
  assertEquals(found.length, 1);
  assertEquals([...one.periods], [12, 0]);
  assertEquals(one.changes, 1);
});

Deno.test("SeasonFinder takes told seasons as they are and looks for none", () => {
  const told = new SeasonFinder([48, 336], new SeasonPool(), 48);
  for (let t = 0; t < 100; t++) assertEquals(told.take(wave(t), [12]), false);
  assertEquals([...told.periods], [48, 336]);
});

Deno.test("SeasonFinder takes up what most columns of the run have, as far as it has two seasons of values", () => {
  const pool = new SeasonPool();
  const random = new Random(3);
  const seasonal = [finder(pool), finder(pool), finder(pool)];
  for (let t = 0; t < 60; t++) for (const one of seasonal) one.take(wave(t), [12]);
  const noisy = finder(pool);
  for (let t = 0; t < 22; t++) noisy.take(random.normal(), []);
  assertEquals(noisy.periods[0], 0);
  for (let t = 0; t < 10; t++) noisy.take(random.normal(), []);
  assertEquals(noisy.periods[0], 12);
});

Deno.test("SeasonPool forgets columns that are no more", () => {
  const pool = new SeasonPool();
  const counted = [7, 7, 0].map((season) => pool.move(100, undefined, season));
  assertEquals(pool.common(), 7);
  pool.leave(counted[0]);
  assertEquals(pool.common(), 0);
});

Deno.test("SeasonFinder continues to the byte from wherever it was saved", () => {
  const take = (one: SeasonFinder, from: number, to: number) => {
    for (let t = from; t < to; t++) one.take(t % 17 === 5 ? NaN : wave(t), [12]);
  };
  const saved = (one: SeasonFinder) => {
    const archive = new MemoryArchive();
    one.persist(archive);
    return archive;
  };
  const whole = finder();
  take(whole, 0, 400);
  for (const cut of [0, 1, 15, 16, 17, 40, 200, 399]) {
    const first = finder();
    take(first, 0, cut);
    const second = finder();
    second.persist(saved(first).reopened());
    take(second, cut, 400);
    assertEquals(saved(second).entries, saved(whole).entries, `cut at ${cut}`);
  }
});

Deno.test("RecentValues gives back what it was given, the newest of it, missing values too", () => {
  const keep = 40;
  const recent = new RecentValues(keep);
  const all: number[] = [];
  for (let t = 0; t < 130; t++) {
    const value = t % 9 === 4 ? NaN : 1e6 + t;
    all.push(value);
    recent.push(value);
    assertEquals(recent.available, Math.min(t + 1, keep));
    for (let age = 0; age < recent.available; age++) assertEquals(recent.at(age), all[t - age]);
  }
  const out = new Float64Array(5);
  recent.copy(out, 5);
  assertEquals([...out], all.slice(-5));
});
