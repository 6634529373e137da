import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { PhaseProfile, PHASES } from "../../src/intervals/phase_profile.ts";
import { judge, Stream } from "./stream.ts";

/** What is different in each phase of a cycle. */

/** Visits of one row each to every phase, cycle after cycle. */
function visit(
  profile: PhaseProfile,
  cycles: number,
  multipleOf: (phase: number) => number,
  surplus = 0,
): void {
  for (let i = 0; i < cycles * PHASES; i++) profile.learn(0, i % PHASES, 1, multipleOf(i % PHASES), surplus);
}

Deno.test("PhaseProfile.shift() is the mean error of a phase less 1.5 standard errors", () => {
  const profile = new PhaseProfile(1);
  visit(profile, 3, (phase) => phase === 7 ? 2 : 0);
  assertEquals(profile.shift(0, 7, 1), 0); // the third visit to the last phase is not over
  profile.learn(0, 0, 1, 0, 0);
  // 72 visits; of their squares off the phase's mean before only the first one to phase 7 was not 0: 4 / 72.
  assertAlmostEquals(profile.shift(0, 7, 1), 2 - 1.5 * Math.sqrt(4 / 72 / 3), 1e-6);
  assertEquals(profile.shift(0, 8, 1), 0);
});

Deno.test("PhaseProfile: a visit counts once, however many rows it has, and when it is over", () => {
  const [short, long] = [new PhaseProfile(1), new PhaseProfile(1)];
  for (let i = 0; i < 4 * PHASES + 1; i++) {
    short.learn(0, i % PHASES, 1, i % PHASES === 3 ? 1.5 : 0, 0.5);
    for (const part of [1, 2]) long.learn(0, i % PHASES, 1, i % PHASES === 3 ? part : 0, part - 1);
  }
  assertEquals(short.shift(0, 3, 1), long.shift(0, 3, 1));
  assertEquals(short.size(0, 3), long.size(0, 3));
  // Four visits of 0.1 · 0.5 each, five per cent forgotten at each.
  assertAlmostEquals(short.size(0, 3), 0.05 * (1 + 0.95 + 0.95 ** 2 + 0.95 ** 3), 1e-7);
});

Deno.test("PhaseProfile takes noise for no shift, as a rule", () => {
  const random = new Random(1);
  const profile = new PhaseProfile(1);
  visit(profile, 300, () => random.normal());
  const shifts = Array.from({ length: PHASES }, (_, phase) => Math.abs(profile.shift(0, phase, 1)));
  assertLess(shifts.reduce((sum, shift) => sum + shift, 0) / PHASES, 0.05);
});

Deno.test("Intervals of a series that climbs in the morning, whatever the last value says, follow it", () => {
  const random = new Random(2);
  const drift = (hour: number) => hour === 6 || hour === 7 ? 8 : hour > 18 ? -3.2 : 0;
  let level = 0;
  const actuals = Array.from({ length: 24 * 300 }, (_, row) => level += drift(row % 24) + random.normal());
  const run = (hourly: boolean) => {
    const stream = new Stream(1, { hourly });
    return actuals.map((actual, row) => stream.step(actual, actual, 0, row % 24)[0]);
  };
  const [told, blind] = [true, false].map((hourly) => judge(actuals, run(hourly), 24 * 50));
  assertLess(Math.abs(told.coverage - 0.9), 0.01);
  assertLess(told.width, 0.62 * blind.width);
  const bands = run(true).slice(24 * 50);
  for (let hour = 0; hour < 24; hour++) {
    const { coverage } = judge(actuals, bands.filter(({ row }) => (row - 1) % 24 === hour), 0);
    assertLess(Math.abs(coverage - 0.9), 0.06, `hour ${hour}: ${coverage}`);
  }
});
