import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createReference } from "../../src/kernels/reference.ts";
import { ExpertWeights } from "../../src/models/expert_weights.ts";
import type { ModelEntry } from "../../src/models/entry.ts";
import { MODELS } from "../../src/models/registry.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { Parameters } from "../../src/nn/parameters.ts";
import { ModelDriver } from "../models/model_driver.ts";
import { assertContinues } from "../support/continues.ts";

/** An optimizer of four weights, and updates that keep it going. */
function optimizer(options: { rate: number; fall: number }): { it: Optimizer; updates(count: number): void } {
  const kernels = createReference();
  const parameters = new Parameters(kernels);
  parameters.reserve(4);
  parameters.allocate();
  const it = new Optimizer(parameters, { ...options, clip: 1, decay: 0 });
  const updates = (count: number) => {
    for (let i = 0; i < count; i++) {
      kernels.memory.fill(0.1, parameters.gradients, parameters.gradients + 4);
      it.step();
    }
  };
  return { it, updates };
}

Deno.test("Optimizer.raiseRate() doubles the rate for a while", () => {
  const { it, updates } = optimizer({ rate: 0.01, fall: 100 });
  updates(9900);
  assertAlmostEquals(it.rate, 0.001, 1e-12);
  it.raiseRate(1);
  assertAlmostEquals(it.rate, 0.002, 1e-12);
  updates(1);
  assert(it.rate < 0.002);
  updates(137);
  assertAlmostEquals(it.rate, 0.0015, 2e-6);
  updates(2000);
  assertAlmostEquals(it.rate, 0.001, 1e-7);
});

Deno.test("Optimizer.raiseRate() never lifts the rate above its start, nor above twice the schedule's, however often", () => {
  const { it, updates } = optimizer({ rate: 0.01, fall: 100 });
  updates(50);
  for (let i = 0; i < 100; i++) it.raiseRate(1);
  assertEquals(it.rate, 0.01);
  updates(9850);
  for (let i = 0; i < 100; i++) it.raiseRate(0.5);
  assertAlmostEquals(it.rate, 0.002, 1e-12);
  const constant = optimizer({ rate: 0.01, fall: 0 }).it;
  constant.raiseRate(1);
  assertEquals(constant.rate, 0.01);
});

Deno.test("Optimizer.raiseRate() by a share moves the rate by that share", () => {
  const { it, updates } = optimizer({ rate: 0.01, fall: 100 });
  updates(9900);
  it.raiseRate(0.1);
  assertAlmostEquals(it.rate, 0.0011, 1e-12);
});

Deno.test("ExpertWeights.discount() takes the weights half-way back, and at last to the prior", () => {
  const prior = Float64Array.of(0.5, 0.3, 0.2);
  const weights = new ExpertWeights(prior, 0.1, 1);
  for (let i = 0; i < 50; i++) weights.update(Float64Array.of(1, 2, 3));
  const before = weights.values.slice();
  assert(before[0] > 0.9);
  const odds = before.map((value, n) => Math.log(value / before[0]) + Math.log(prior[n] / prior[0]));
  weights.discount();
  weights.values.forEach((value, n) =>
    assertAlmostEquals(Math.log(value / weights.values[0]), odds[n] / 2, 1e-9)
  );
  for (let i = 0; i < 60; i++) weights.discount();
  weights.values.forEach((value, n) => assertAlmostEquals(value, prior[n], 1e-9));
});

/** A made series whose dynamics change. */
const series = Array.from(
  { length: 400 },
  (_, t) => [Math.sin(t / (t < 200 ? 5 : 2)) + 0.01 * (t * 7919 % 13)],
);

for (const name of ["rnn", "lstm", "gru", "mlp", "seq2seq", "attention"] as const) {
  Deno.test(`${name}: onDrift() changes what is learned next, and nothing before; its state continues bit for bit`, () => {
    const make = () => new ModelDriver(MODELS[name] as ModelEntry, { hidden: 4, tbptt: 4 });
    const [plain, warned] = [make(), make()];
    plain.steps(series.slice(0, 100));
    warned.steps(series.slice(0, 100));
    warned.forecaster.onDrift!(1);
    assertEquals(warned.step(series[100]), plain.step(series[100])); // forecast first, learned from then
    assert(warned.step(series[101])[0] !== plain.step(series[101])[0]);
    assertContinues(make, (it) => {
      it.steps(series.slice(0, 50));
      it.forecaster.onDrift!(0.5);
      it.steps(series.slice(50, 60));
    }, (it) => it.steps(series.slice(60, 120)));
  });
}
