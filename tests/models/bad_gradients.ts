import { assert, assertEquals } from "@std/assert";
import type { Forecaster } from "../../src/models/forecaster.ts";
import type { Trainable } from "../../src/nn/trainer.ts";
import { walk } from "./made_series.ts";
import type { ModelDriver } from "./model_driver.ts";

/**
 * Asserts that three updates whose gradient holds a bad number change nothing and are counted, and that
 * others go on.
 * @param spoil runs `backward`, and puts the bad number in
 */
export function assertSkipsBadGradients(
  it: ModelDriver<Forecaster & { readonly network: Trainable }>,
  spoil: (backward: () => void) => void,
): void {
  const { network, network: { parameters, backward } } = it.forecaster;
  const weights = () => parameters.tensors.map(({ name }) => parameters.read(name));
  const rows = walk(30, 10);
  it.steps(rows.slice(0, 10));
  network.backward = () => spoil(() => backward.call(network));
  const before = weights();
  const { updates } = it.forecaster.report();
  it.steps(rows.slice(10, 13));
  assertEquals(weights(), before);
  assertEquals([it.forecaster.report().updates, it.forecaster.report().skippedUpdates], [updates, 3]);
  network.backward = backward;
  assert(it.steps(rows.slice(13)).flat().every(Number.isFinite));
  assertEquals(it.forecaster.report().updates, updates + 17);
}

/** Puts a number among the gradients of the parameters. */
export function spoilGradient({ parameters }: Trainable, bad: number): (backward: () => void) => void {
  return (backward) => {
    backward();
    parameters.kernels.memory[parameters.gradients + 7] = bad;
  };
}
