import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { hourOfDay, PhaseProfile } from "../../src/intervals/phase_profile.ts";
import { ErrorScale } from "../../src/intervals/error_scale.ts";

/** A scale after these absolute errors. */
function scaleAfter(errors: readonly number[]): ErrorScale {
  const scale = new ErrorScale(2);
  errors.forEach((error, i) => scale.update(1, error, i + 1));
  return scale;
}

Deno.test("ErrorScale is the plain mean of few errors, and 0 before the first", () => {
  const scale = scaleAfter([1, 2, 3]);
  assertEquals([scale.value(1), scale.usual(1)], [2, 2]);
  assertEquals(scale.value(0), 0);
});

Deno.test("ErrorScale weighs the newest error by 0.2 in its fast part, by 0.004 in its slow one", () => {
  const before = new Array(1000).fill(1);
  // fast 1 + 0.2 · 1, slow 1 + 0.004 · 1
  assertAlmostEquals(scaleAfter([...before, 2]).value(1), 0.35 * 1.2 + 0.65 * 1.004, 1e-12);
  // an outlier counts as ten
  assertAlmostEquals(scaleAfter([...before, 1e9]).value(1), 0.35 * 2.8 + 0.65 * 1.036, 1e-12);
});

Deno.test("ErrorScale follows a jump in a few rows, up as well as down, however large", () => {
  const random = new Random(50);
  const errors = (count: number, size: number) =>
    Array.from({ length: count }, () => size * Math.abs(random.normal()));
  const usual = Math.sqrt(2 / Math.PI);
  for (const from of [1e-9, 0]) {
    const up = scaleAfter([...errors(2000, from), ...errors(60, 1)]);
    assertLess(0.4 * usual, up.value(1));
  }
  const down = scaleAfter([...errors(2000, 100), ...errors(300, 1)]);
  assertLess(down.value(1), 2.5 * usual);
});

Deno.test("PhaseProfile.update() by hand: 3 % towards the error, and that 5 % towards 1", () => {
  const profile = new PhaseProfile(2);
  profile.update(1, 23, 3);
  assertAlmostEquals(profile.factor(1, 23), 1 + 0.03 * (0.95 * 3 + 0.05 - 1), 1e-7);
  assertEquals([profile.factor(1, 22), profile.factor(0, 23)], [1, 1]);
});

Deno.test("PhaseProfile learns each hour's factor, and keeps their common size near 1", () => {
  const scale = new ErrorScale(1);
  const profile = new PhaseProfile(1);
  for (let row = 0; row < 24 * 300; row++) {
    const hour = row % 24;
    const error = hour < 12 ? 3 : 1;
    const usual = scale.usual(0);
    const factor = profile.factor(0, hour);
    if (usual > 0) profile.update(0, hour, error / usual);
    scale.update(0, error / factor, row + 1);
  }
  assertAlmostEquals(profile.factor(0, 3) / profile.factor(0, 20), 3, 0.3);
  assertAlmostEquals(Math.sqrt(profile.factor(0, 3) * profile.factor(0, 20)), 1, 0.3);
});

Deno.test("hourOfDay() is the wall clock's, also before 1970", () => {
  const at = (text: string) => hourOfDay(Date.parse(text));
  assertEquals(at("2026-01-12T00:00:00Z"), 0);
  assertEquals(at("2026-01-12T23:59:59.999Z"), 23);
  assertEquals(at("1969-12-31T22:30:00Z"), 22);
});
