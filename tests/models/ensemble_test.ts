import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import type { Archive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { Ensemble, type EnsembleTrack } from "../../src/models/ensemble.ts";
import { assertContinues } from "../support/continues.ts";

const OPTIONS = { rate: 0.1, forgetting: 0.999 };

/**
 * A made member: what it forecasts for `ahead` rows after row t. It may look at the actuals, for it makes
 * them up itself.
 */
type Member = (actuals: readonly number[], t: number, ahead: number) => number;

/**
 * Runs an ensemble of made members over one target; gives the mean squared errors over the rows from `from`
 * on.
 */
function compete(members: Record<string, Member>, actuals: readonly number[], from = 0, horizons = [1]) {
  const names = Object.keys(members);
  const ensemble = new Ensemble("ensemble", OPTIONS, { members: names, targets: ["y"], horizons });
  const track = ensemble.open();
  const forecasts = new Float64Array(names.length * horizons.length);
  const out = new Float64Array(horizons.length);
  const errors = Array.from({ length: names.length + 1 }, () => horizons.map(() => 0));
  const counts = horizons.map(() => 0);
  let last = NaN;
  for (let t = 0; t < actuals.length; t++) {
    track.settle(Float64Array.of(actuals[t]));
    if (!Number.isNaN(actuals[t])) last = actuals[t];
    names.forEach((name, m) =>
      horizons.forEach((h, i) => forecasts[m * horizons.length + i] = members[name](actuals, t, h))
    );
    track.combine(forecasts, Float64Array.of(last), out);
    horizons.forEach((h, i) => {
      const actual = actuals[t + h];
      if (t < from || actual === undefined || Number.isNaN(actual)) return;
      counts[i]++;
      names.forEach((_, m) => errors[m][i] += (forecasts[m * horizons.length + i] - actual) ** 2);
      errors[names.length][i] += (out[i] - actual) ** 2;
    });
  }
  const mean = errors.map((row) => row.map((sum, i) => sum / counts[i]));
  return {
    ensemble,
    own: mean[names.length],
    best: horizons.map((_, i) => Math.min(...mean.slice(0, names.length).map((row) => row[i]))),
  };
}

/** A member that knows what comes but for noise of its own. */
function noisy(seed: number, deviation: number, bias = 0): Member {
  const random = new Random(seed);
  return (actuals, t, ahead) => (actuals[t + ahead] ?? 0) + bias + deviation * random.normal();
}
const naive: Member = (actuals, t) => actuals[t];

function walk(count: number, seed = 1): number[] {
  const random = new Random(seed);
  let y = 0;
  return Array.from({ length: count }, () => y += random.normal());
}

Deno.test("Ensemble is clearly better than the best member where errors differ", () => {
  const { own, best } = compete({ a: noisy(2, 0.5), b: noisy(3, 0.6), naive }, walk(3000), 300);
  assertLess(own[0], 0.75 * best[0]);
});

Deno.test("Ensemble ends up no worse than the best member, whoever it is and at every horizon", () => {
  const sets: Record<string, Member>[] = [
    { good: noisy(2, 0.3), poor: noisy(3, 2), naive },
    { naive, poor: noisy(3, 1.5), worse: noisy(4, 4) }, // nothing beats repeating the last value
    { biased: noisy(2, 0.2, 3), naive },
    { naive, same: naive, copy: noisy(5, 1e-9) },
  ];
  for (const members of sets) {
    const { own, best } = compete(members, walk(4000), 1000, [1, 4]);
    own.forEach((error, i) => assertLess(error, 1.01 * best[i] + 1e-12, Object.keys(members).join()));
  }
});

Deno.test("Ensemble is not hurt by members that are copies of each other", () => {
  const actuals = walk(3000);
  const a = noisy(2, 0.5);
  const memory = new Map<number, number>();
  const once: Member = (y, t, h) => memory.get(t) ?? (memory.set(t, a(y, t, h)), memory.get(t)!);
  const { own, best } = compete({ once, again: once, third: once }, actuals, 300);
  assertLess(own[0], 1.02 * best[0]);
});

Deno.test("Ensemble rids itself of a terrible member within some dozens of rows", () => {
  const terrible: Member = (actuals, t) => actuals[t] + 1e9;
  const { own, best } = compete({ good: noisy(2, 0.3), fair: noisy(3, 0.5), terrible }, walk(400), 100);
  assertLess(own[0], 1.5 * best[0]);
});

Deno.test("Ensemble follows when a member goes bad in the middle of the stream", () => {
  const good = noisy(2, 0.3);
  const bad = noisy(4, 5);
  const failing: Member = (y, t, h) => (t < 2000 ? good : bad)(y, t, h);
  const { own } = compete({ failing, steady: noisy(3, 0.6), naive }, walk(4000), 2500);
  assertLess(own[0], 1.1 * 0.6 ** 2);
});

Deno.test("Ensemble keeps its promise through outliers that nobody foresees", () => {
  const clean = walk(4000);
  const random = new Random(9);
  const actuals = clean.map((y) => (random.uniform() < 0.005 ? y + 50 * random.normal() : y));
  const a = noisy(2, 0.5);
  const b = noisy(3, 0.6);
  const members: Record<string, Member> = {
    a: (_, t, h) => a(clean, t, h),
    b: (_, t, h) => b(clean, t, h),
    naive,
  };
  const { own, best } = compete(members, actuals, 500);
  const floor = compete({ a: members.a }, actuals, 500).own[0] - 0.25; // what the outliers alone cost
  assertLess(own[0] - floor, best[0] - floor);
});

Deno.test("Ensemble trusts a member that foresees rare spikes, however well the others do between them", () => {
  const random = new Random(6);
  for (const period of [24, 168]) {
    const actuals = Array.from(
      { length: 5000 },
      (_, t) => (t % period === 7 ? 100 : 0) + 0.3 * random.normal(),
    );
    const seasonal: Member = (y, t, h) => y[t + h - period] ?? y[t];
    const middle: Member = (y, t) => (y[t] + (y[t - 1] ?? 0)) / 2;
    const { own, best } = compete({ naive, middle, seasonal }, actuals, 3000);
    assertLess(own[0], 1.05 * best[0]);
  }
});

Deno.test("Ensemble of one member is that member to the bit", () => {
  const random = new Random(1);
  const track = new Ensemble("e", OPTIONS, { members: ["a"], targets: ["x", "y"], horizons: [1, 2] }).open();
  const out = new Float64Array(4);
  for (let t = 0; t < 50; t++) {
    track.settle(Float64Array.of(random.normal(), NaN));
    const forecasts = Float64Array.of(random.normal(), 1e300, NaN, 0.1);
    track.combine(forecasts, Float64Array.of(1, NaN), out);
    assertEquals(out, forecasts);
  }
});

Deno.test("Ensemble repeats a constant to the bit, and says nothing of a target before its first value", () => {
  const track = new Ensemble("e", OPTIONS, { members: ["a", "b"], targets: ["x", "y"], horizons: [1] })
    .open();
  const out = new Float64Array(2);
  for (let t = 0; t < 20; t++) {
    track.settle(Float64Array.of(0.1, NaN));
    track.combine(Float64Array.of(0.1, NaN, 0.1, NaN), Float64Array.of(0.1, NaN), out);
    assertEquals(Array.from(out), [0.1, NaN]);
  }
});

Deno.test("Ensemble leaves out members that have nothing to say", () => {
  const run = { members: ["a", "b", "c"], targets: ["y"], horizons: [1] };
  const track = new Ensemble("e", OPTIONS, run).open();
  const out = new Float64Array(1);
  track.combine(Float64Array.of(3, NaN, 5), Float64Array.of(1), out);
  assertAlmostEquals(out[0], 4, 1e-12);
  track.combine(Float64Array.of(NaN, NaN, Infinity), Float64Array.of(1), out);
  assertEquals(out[0], 1);
});

Deno.test("Ensemble's missing actuals teach nothing, and later ones meet the forecasts that spoke of them", () => {
  const random = new Random(7);
  const actuals = walk(3000).map((y) => (random.uniform() < 0.3 ? NaN : y));
  let last = 0;
  const carried = actuals.map((y) => (Number.isNaN(y) ? last : last = y));
  const repeat: Member = (_, t) => carried[t];
  const truth = walk(3000);
  const knows = new Random(8);
  const good: Member = (_, t, h) => (truth[t + h] ?? 0) + 0.3 * knows.normal();
  const { own, best } = compete({ good, repeat }, actuals, 500, [3]);
  assertLess(own[0], 1.02 * best[0]);
});

Deno.test("Ensemble.weights() tells by how much each member's word counts", () => {
  const { ensemble } = compete({ good: noisy(2, 0.1), poor: noisy(3, 3), naive }, walk(3000));
  const [{ target, horizon, weights }] = ensemble.weights();
  assertEquals([target, horizon, Object.keys(weights)], ["y", 1, ["good", "poor", "naive"]]);
  assertLess(0.9, weights.good);
  assertLess(Math.abs(weights.poor), 0.05);
  // naive takes what the others leave
  assertAlmostEquals(weights.good + weights.poor + weights.naive, 1, 1e-12);
  const unopened = new Ensemble("e", OPTIONS, { members: ["a", "b"], targets: ["y"], horizons: [2] });
  assertEquals(unopened.weights(), [{ target: "y", horizon: 2, weights: { a: 0.5, b: 0.5 } }]);
});

Deno.test("Ensemble's forecast is the members' weighted differences from the last value", () => {
  const random = new Random(3);
  const ensemble = new Ensemble("e", OPTIONS, { members: ["a", "b", "c"], targets: ["y"], horizons: [1] });
  const track = ensemble.open();
  const out = new Float64Array(1);
  let y = 10;
  for (let t = 0; t < 300; t++) {
    track.settle(Float64Array.of(y));
    const forecasts = Float64Array.of(y + random.normal(), y + random.normal(), y + 0.1);
    track.combine(forecasts, Float64Array.of(y), out);
    const { weights } = ensemble.weights()[0];
    const expected = ["a", "b", "c"].reduce((sum, name, m) => sum + weights[name] * (forecasts[m] - y), y);
    assertAlmostEquals(out[0], expected, 1e-9);
    y += 0.4 * (forecasts[0] - y) + random.normal();
  }
});

Deno.test("Ensemble scales and shifts with its series", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: -20, max: 20 }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      (seed, power, shift) => {
        const run = (map: (y: number) => number) => {
          const random = new Random(seed);
          const track = new Ensemble("e", OPTIONS, { members: ["a", "b"], targets: ["y"], horizons: [1] })
            .open();
          let y = 0;
          return Array.from({ length: 100 }, () => {
            y += random.normal();
            track.settle(Float64Array.of(map(y)));
            const out = new Float64Array(1);
            const forecasts = Float64Array.of(map(y + random.normal()), map(y - 0.3));
            track.combine(forecasts, Float64Array.of(map(y)), out);
            return out[0];
          });
        };
        const plain = run((y) => y);
        assertEquals(run((y) => y * 2 ** power), plain.map((y) => y * 2 ** power));
        run((y) => y + shift).forEach((y, t) => assertAlmostEquals(y, plain[t] + shift, 1e-6));
      },
    ),
    { seed: 5, numRuns: 20 },
  );
});

/** Two series of one ensemble, as a pipeline holds them. */
class TwoSeries {
  readonly ensemble = new Ensemble("e", OPTIONS, {
    members: ["a", "b", "c"],
    targets: ["x", "y"],
    horizons: [1, 3],
  });
  readonly tracks: EnsembleTrack[] = [this.ensemble.open(), this.ensemble.open()];

  persist(archive: Archive): void {
    this.ensemble.persist(archive.within("ensemble"));
    this.tracks.forEach((track, i) => track.persist(archive.within(`track.${i}`)));
  }
}

Deno.test("Ensemble and its tracks continue bit for bit", () => {
  const random = new Random(11);
  const script = Array.from({ length: 120 }, (_, t) => ({
    track: t % 3 === 0 ? 1 : 0,
    actuals: Float64Array.of(random.normal(), t % 7 === 0 ? NaN : random.normal()),
    forecasts: Float64Array.from({ length: 12 }, () => random.normal()),
    last: Float64Array.of(random.normal(), random.normal()),
  }));
  const run = (from: number, to: number) => (it: TwoSeries) =>
    script.slice(from, to).map(({ track, actuals, forecasts, last }) => {
      const out = new Float64Array(4);
      it.tracks[track].settle(actuals);
      it.tracks[track].combine(forecasts, last, out);
      return [...out, ...it.ensemble.weights().flatMap(({ weights }) => Object.values(weights))];
    });
  for (const cut of [1, 5, 60]) assertContinues(() => new TwoSeries(), run(0, cut), run(cut, script.length));
});

Deno.test("Ensemble stays finite whatever its members say", () => {
  const random = new Random(13);
  const wild = [1e308, -1e308, 1e-308, 0, NaN, Infinity, -Infinity, 1, -2];
  const pick = () => wild[random.below(wild.length)];
  const track = new Ensemble("e", OPTIONS, { members: ["a", "b", "c"], targets: ["y"], horizons: [1, 2] })
    .open();
  const out = new Float64Array(2);
  let last = 1;
  for (let t = 0; t < 5000; t++) {
    const actual = Number.isFinite(pick()) ? random.normal() : NaN;
    if (!Number.isNaN(actual)) last = actual;
    track.settle(Float64Array.of(actual));
    track.combine(Float64Array.from({ length: 6 }, pick), Float64Array.of(last), out);
    assert(out.every(Number.isFinite), `row ${t}: ${out}`);
  }
});
