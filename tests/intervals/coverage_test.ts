import { assert, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { outcome } from "./stream.ts";

/** Coverage on made streams: overall, over every stretch of 1,000 rows, and on either side. */

const ROWS = 12_000;

/** Errors by row, whatever makes them hard. */
const ERRORS: Readonly<Record<string, (random: Random, row: number) => number>> = {
  "normal errors": (random) => random.normal(),
  "heavy tails, Student's t with 1.5 degrees of freedom": (random) => {
    const chi = random.normal() ** 2 + 0.5 * random.normal() ** 2;
    return random.normal() / Math.sqrt(chi / 1.5);
  },
  "skewed errors": (random) => -Math.log(1 - random.uniform()) - 1,
  "spikes, one in thirty": (random) => random.normal() * (random.below(30) === 0 ? 1000 : 1),
  "a variance that jumps up and down": (random, row) =>
    random.normal() * [1, 20, 0.1, 5][Math.floor(row / 3000)],
  "clusters of volatility": (random, row) => random.normal() * Math.exp(1.5 * Math.sin(row / 60)),
  "a bias that grows": (random, row) => random.normal() + row / 2000,
  "a bias that changes sides": (random, row) => random.normal() + (Math.floor(row / 2500) % 2 === 0 ? 3 : -3),
  "readings that are mostly right, by whole numbers": (random) =>
    random.below(4) === 0 ? random.below(9) - 4 : 0,
};

for (const [name, errorOf] of Object.entries(ERRORS)) {
  Deno.test(`Intervals hold their level over every stretch: ${name}`, () => {
    const random = new Random(20);
    const errors = Array.from({ length: ROWS }, (_, row) => errorOf(random, row));
    const levels = [0.9, 0.95];
    outcome(errors, errors.map(() => 0), { levels }).forEach(({ coverage, least, most, rows }, l) => {
      const says = `${levels[l]}: ${coverage}, ${least} to ${most}`;
      assert(rows > ROWS - 200, says);
      assertLess(Math.abs(coverage - levels[l]), 0.01, says);
      assertLess(levels[l] - 0.05, least, says);
      assertLess(most, levels[l] + 0.05, says);
    });
  });
}

Deno.test("Intervals hold low levels too", () => {
  const random = new Random(19);
  const errors = Array.from({ length: ROWS }, (_, row) => random.normal() * (1 + row / 2000));
  const levels = [0.1, 0.5];
  outcome(errors, errors.map(() => 0), { levels }).forEach(({ coverage, least, most }, l) => {
    assertLess(Math.abs(coverage - levels[l]), 0.01);
    assert(least > levels[l] - 0.05 && most < levels[l] + 0.05, `${least} to ${most}`);
  });
});

for (const horizon of [5, 30]) {
  Deno.test(`Intervals ${horizon} rows ahead hold their level though errors overlap and are late`, () => {
    const random = new Random(21);
    let level = 0;
    const walk = Array.from({ length: ROWS }, () => level += random.normal());
    const [{ coverage, least, most, width }] = outcome(walk, walk, { horizon });
    assertLess(Math.abs(coverage - 0.9), 0.01);
    // Overlapping errors make a stretch worth 1,000 / horizon rows: 30 ahead as much as 33, whose coverage has a deviation of 5 %.
    const slack = horizon === 5 ? 0.05 : 0.12;
    assert(least > 0.9 - slack && most < 0.9 + slack, `${least} to ${most}`);
    assertLess(width, 1.35 * 2 * 1.645 * Math.sqrt(horizon));
  });
}

Deno.test("Intervals give each side half of the misses, also where errors are skewed", () => {
  const random = new Random(22);
  const errors = Array.from({ length: ROWS }, () => -Math.log(1 - random.uniform()) - 1);
  const [{ below, above, rows, width }] = outcome(errors, errors.map(() => 0));
  assertLess(Math.abs(below / rows - 0.05), 0.01);
  assertLess(Math.abs(above / rows - 0.05), 0.01);
  // The exponential's central 90 % are 2.944 wide; a symmetric interval would need 3.99.
  assertLess(width, 3.3);
});

Deno.test("Intervals are hardly wider than those of who knows the errors' law", () => {
  const random = new Random(23);
  const errors = Array.from({ length: ROWS }, () => random.normal());
  const [{ width }] = outcome(errors, errors.map(() => 0));
  assertLess(Math.abs(width / (2 * 1.645) - 1), 0.03);
});

Deno.test("Intervals follow the volatility: narrow in calm rows, wide in wild ones", () => {
  const random = new Random(24);
  const deviation = (row: number) => Math.floor(row / 100) % 2 === 0 ? 1 : 10;
  const errors = Array.from({ length: ROWS }, (_, row) => random.normal() * deviation(row));
  const still = outcome(errors, errors.map(() => 0))[0].width;
  // One width for all rows would be that of the mixture, 2 · 12.8.
  assertLess(still, 0.85 * 25.6);
});

Deno.test("Intervals hold their level where labels are missing, in bursts and one by one", () => {
  const random = new Random(25);
  const errors = Array.from(
    { length: ROWS },
    (_, row) => row % 700 < 200 || random.below(5) === 0 ? NaN : random.normal() * (1 + row / 3000),
  );
  const [{ coverage, least, most }] = outcome(errors, errors.map(() => 0), { horizon: 3 });
  assertLess(Math.abs(coverage - 0.9), 0.01);
  assert(least > 0.85 && most < 0.95, `${least} to ${most}`);
});

Deno.test("Intervals by ratio hold their level on a log-return target", () => {
  const random = new Random(26);
  let price = 100;
  const prices = Array.from({ length: ROWS }, () => price *= Math.exp(0.3 * random.normal() - 0.0005));
  const [{ coverage, below, above, rows }] = outcome(prices, prices, { transform: "log-return" });
  assertLess(Math.abs(coverage - 0.9), 0.01);
  assertLess(Math.abs(below - above) / rows, 0.01); // in logarithms the errors are symmetric
});

Deno.test("Intervals of rows with an hour learn which hours are hard", () => {
  const random = new Random(27);
  const errors = Array.from({ length: ROWS }, (_, row) => random.normal() * (row % 24 < 6 ? 5 : 1));
  const zeros = errors.map(() => 0);
  const [blind] = outcome(errors, zeros);
  const [hourly] = outcome(errors, zeros, { hourly: true });
  assertLess(Math.abs(hourly.coverage - 0.9), 0.01);
  assertLess(hourly.width, 0.85 * blind.width);
  // Who knows: 2 · 1.645 · (6 · 5 + 18) / 24 = 6.58.
  assertLess(hourly.width, 1.1 * 6.58);
});
