import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ErrorDistribution } from "../../src/alerts/error_distribution.ts";
import { Outlook, SharedOutlook } from "../../src/alerts/outlook.ts";
import { Random } from "../../src/base/random.ts";
import { assertContinues } from "../support/continues.ts";

Deno.test("ErrorDistribution begins as a logistic distribution of variance 1", () => {
  const it = new ErrorDistribution();
  assertAlmostEquals(it.below(0), 0.5, 1e-12);
  assertAlmostEquals(it.below(1), 1 / (1 + Math.exp(-Math.PI / Math.sqrt(3))), 2e-3);
  assertAlmostEquals(it.below(-2) + it.below(2), 1, 1e-9);
});

Deno.test("ErrorDistribution learns any shape: skew, and two humps", () => {
  const random = new Random(1);
  const skewed = new ErrorDistribution();
  const humps = new ErrorDistribution();
  for (let i = 0; i < 5000; i++) {
    skewed.update(-Math.log(1 - random.uniform()) - 1); // exponential, its mean taken off
    humps.update(random.uniform() < 0.25 ? -2 + 0.1 * random.normal() : 1 + 0.1 * random.normal());
  }
  for (const z of [-0.75, 0, 1, 2]) assertAlmostEquals(skewed.below(z), 1 - Math.exp(-z - 1), 0.03);
  assertAlmostEquals(humps.below(-1), 0.25, 0.04);
  assertAlmostEquals(humps.below(0.3), 0.25, 0.04);
});

Deno.test("ErrorDistribution never falls, and stays between 0 and 1, whatever it has seen", () => {
  const errors = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 200 });
  const points = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(errors, points, (seen, zs) => {
      const it = new ErrorDistribution();
      for (const error of seen) it.update(error);
      const shares = zs.sort((a, b) => a - b).map((z) => it.below(z));
      shares.forEach((share, i) =>
        assert(share >= 0 && share <= 1 && (i === 0 || share >= shares[i - 1] - 1e-12))
      );
    }),
    { seed: 2, numRuns: 200 },
  );
});

const PHI = 0.95;

/** An AR(1) process, forecast by its true conditional mean: the true probability that the next value lies below a limit is known. */
class Process {
  value = 0;
  constructor(private readonly random: Random, private readonly sigma: number) {}
  next(): number {
    return this.value = PHI * this.value + this.sigma * this.random.normal();
  }
  forecasts(horizons: readonly number[]): Float64Array {
    return Float64Array.from(horizons, (h) => PHI ** h * this.value);
  }
}

/** The normal distribution function (Abramowitz & Stegun 26.2.17, error below 1e-7). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) *
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

Deno.test("Outlook: probabilities are calibrated, and nearly as good as the true ones (Brier), for series of any size", () => {
  const horizons = [1, 5];
  const shared = new SharedOutlook(horizons, "<");
  const series = [0.5, 1, 3].map((sigma, i) => ({
    sigma,
    process: new Process(new Random(10 + i), sigma),
    outlook: new Outlook(shared),
    said: horizons.map(() => [] as { said: number; truth: number }[]),
    actuals: [] as number[],
  }));
  const bins = Array.from({ length: 10 }, () => ({ sum: 0, hits: 0, count: 0 }));
  let [brier, best, base, count] = [0, 0, 0, 0];
  for (let t = 0; t < 4000; t++) {
    for (const { sigma, process, outlook, said, actuals } of series) {
      const actual = process.next();
      actuals.push(actual);
      const limit = -2 * sigma;
      outlook.settle(actual);
      outlook.issue(process.forecasts(horizons), 0);
      horizons.forEach((h, i) => {
        if (t > 500 && said[i].length >= h) {
          const past = said[i][said[i].length - h];
          const hit = Math.min(...actuals.slice(-h)) < limit ? 1 : 0;
          const bin = bins[Math.min(9, Math.floor(10 * past.said))];
          bin.sum += past.said;
          bin.hits += hit;
          bin.count++;
          if (h === 1) {
            brier += (past.said - hit) ** 2;
            best += (past.truth - hit) ** 2;
            base += hit;
            count++;
          }
        }
        const truth = normal((limit - PHI * process.value) / sigma);
        said[i].push({ said: outlook.beyond(i, limit), truth });
      });
    }
  }
  for (const { sum, hits, count: n } of bins) {
    assert(n > 200);
    // Five rows ahead only nearly: how far below its end a path has dipped depends on where it comes from.
    assertAlmostEquals(sum / n, hits / n, 0.08, `said ${sum / n}, came ${hits / n} of ${n}`);
  }
  const share = base / count;
  assert(
    brier / count < best / count + 0.003,
    `Brier ${brier / count}, of the true probabilities ${best / count}`,
  );
  assert(brier / count < 0.7 * share * (1 - share));
});

Deno.test("Outlook looks at all rows up to the horizon, missing ones left out, and to the side of the rule", () => {
  const [below, above] = (["<", ">"] as const).map((side) => new Outlook(new SharedOutlook([4], side)));
  // Every fourth value is 7, the others are 10, and every second 7 is missing: half of all four rows in a row hold one.
  for (let t = 0; t < 4000; t++) {
    const value = t % 8 === 3 ? NaN : t % 4 === 3 ? 7 : 10;
    below.settle(value);
    above.settle(-value);
    below.issue(Float64Array.of(10), 0);
    above.issue(Float64Array.of(-10), 0);
  }
  assertAlmostEquals(below.beyond(0, 8.5), 0.5, 0.02);
  assertAlmostEquals(below.beyond(0, 6), 0, 0.02);
  for (const limit of [6, 8.5, 10.1]) assertEquals(above.beyond(0, -limit), below.beyond(0, limit));
});

Deno.test("Outlook says nothing before ten errors are known, and borrows the others' size for a new series", () => {
  const shared = new SharedOutlook([1], "<");
  const first = new Outlook(shared);
  const random = new Random(3);
  for (let t = 0; t <= 10; t++) {
    first.settle(5 * random.normal());
    first.issue(Float64Array.of(0), 0);
    assertEquals(Number.isNaN(first.beyond(0, 0)), t < 10, `row ${t}`);
  }
  for (let t = 0; t < 500; t++) {
    first.settle(5 * random.normal());
    first.issue(Float64Array.of(0), 0);
  }
  const second = new Outlook(shared);
  second.settle(0);
  second.issue(Float64Array.of(0), 0);
  assertAlmostEquals(second.beyond(0, -5), 0.16, 0.05); // one deviation of the first
});

Deno.test("Outlook: a constant that was always foreseen is certain", () => {
  const it = new Outlook(new SharedOutlook([1], "<"));
  for (let t = 0; t < 20; t++) {
    it.settle(7);
    it.issue(Float64Array.of(7), 0);
  }
  assertEquals([it.beyond(0, 6.9), it.beyond(0, 7), it.beyond(0, 7.1)], [0, 0, 1]);
});

Deno.test("Outlook continues bit for bit, with what its series share", () => {
  const play = (it: Outlook, seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 60 }, () => {
      it.settle(random.uniform() < 0.1 ? NaN : random.normal());
      it.issue(Float64Array.of(random.normal(), random.normal()), 0);
      return [it.beyond(0, -1), it.beyond(1, 1)];
    });
  };
  const make = () => {
    const shared = new SharedOutlook([1, 4], "<");
    const outlook = new Outlook(shared);
    return {
      outlook,
      persist(archive: Parameters<Outlook["persist"]>[0]) {
        shared.persist(archive.within("shared"));
        outlook.persist(archive.within("outlook"));
      },
    };
  };
  assertContinues(make, ({ outlook }) => play(outlook, 1), ({ outlook }) => play(outlook, 2));
});
