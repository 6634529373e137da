import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { Adwin, type AdwinOptions } from "../../src/drift/adwin.ts";

const EVERY_ONE: AdwinOptions = { confidence: 0.5, growth: 1, every: 1, least: 1 };

/** The numbers (from 1) of the values that raise an alarm. */
function alarms(adwin: Adwin, values: readonly number[]): number[] {
  return values.flatMap((value, t) => adwin.update(value) === "drift" ? [t + 1] : []);
}

/** Equation 3.1: what the means must differ by where n0 values are older and n1 newer, of a variance. */
function bound(n0: number, n1: number, variance: number, confidence: number): number {
  const inverse = 1 / n0 + 1 / n1;
  const logarithm = Math.log(2 * Math.log(n0 + n1) / confidence);
  return Math.sqrt(2 * inverse * variance * logarithm) + 2 / 3 * inverse * logarithm;
}

Deno.test("Adwin cuts zeros from ones where the paper's equation first lets it", () => {
  const variance = (ones: number) => 16 * ones / (16 + ones) ** 2;
  assertAlmostEquals(bound(16, 4, variance(4), 0.5), 1.0157, 5e-4); // more than 1, the means' difference
  assertAlmostEquals(bound(16, 5, variance(5), 0.5), 0.9254, 5e-4);
  const adwin = new Adwin(EVERY_ONE);
  assertEquals(alarms(adwin, [...new Array(16).fill(0), 1, 1, 1, 1, 1]), [21]);
  assert(adwin.length < 21);
});

Deno.test("Adwin cuts in silence where the values have fallen, or grown by too little", () => {
  const fallen = new Adwin(EVERY_ONE);
  assertEquals(alarms(fallen, [...new Array(64).fill(1), ...new Array(64).fill(0)]), []);
  assert(fallen.length < 70);
  const values = [...new Array(400).fill(0.4), ...new Array(400).fill(0.5)];
  assertEquals(alarms(new Adwin({ ...EVERY_ONE, growth: 1.5 }), values), []);
  assert(alarms(new Adwin({ ...EVERY_ONE, growth: 1.2 }), values).length > 0);
});

Deno.test("Adwin keeps the values of one kind: after a change its mean is the new one", () => {
  const random = new Random(1);
  const adwin = new Adwin({ confidence: 0.002, growth: 1, every: 8, least: 8 });
  for (let t = 0; t < 2000; t++) adwin.update(random.uniform() < 0.2 ? 1 : 0);
  assert(adwin.length > 1900);
  for (let t = 0; t < 600; t++) adwin.update(random.uniform() < 0.6 ? 1 : 0);
  assert(adwin.length < 750, `${adwin.length} values kept`);
  assertAlmostEquals(adwin.mean, 0.6, 0.1);
});

Deno.test("Adwin is quiet on streams of one kind", () => {
  let count = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const random = new Random(seed);
    const adwin = new Adwin({ confidence: 0.002, growth: 1, every: 8, least: 8 });
    count += alarms(adwin, Array.from({ length: 5000 }, () => random.uniform())).length;
  }
  assert(count <= 1, `${count} false alarms in 100,000 values`);
});
