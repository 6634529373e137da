import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { Stack } from "../../src/models/stack.ts";
import { assertContinues } from "../support/continues.ts";

Deno.test("Stack starts at the plain mean", () => {
  const stack = new Stack(4, 0.999);
  assertEquals([0, 1, 2, 3].map((m) => stack.weight(m)), [0.25, 0.25, 0.25, 0.25]);
});

Deno.test("Stack finds the weights of which the actual differences are made, negative ones too", () => {
  const random = new Random(1);
  const stack = new Stack(3, 0.9995);
  for (let t = 0; t < 6000; t++) {
    const d = Float64Array.of(random.normal(), random.normal(), random.normal());
    stack.learn(d, 0, 0.7 * d[0] - 0.2 * d[1] + 0.1 * random.normal());
  }
  [0.7, -0.2, 0].forEach((weight, m) => assertAlmostEquals(stack.weight(m), weight, 0.03));
});

Deno.test("Stack shrinks towards the last value where the members know nothing", () => {
  const random = new Random(2);
  const stack = new Stack(2, 0.9995);
  for (let t = 0; t < 6000; t++) {
    stack.learn(Float64Array.of(random.normal(), random.normal()), 0, random.normal());
  }
  [0, 1].forEach((m) => assertLess(Math.abs(stack.weight(m)), 0.08));
});

Deno.test("Stack goes back to the mean's weight for a member that falls silent", () => {
  const random = new Random(3);
  const stack = new Stack(2, 0.99);
  const learn = (count: number, silent: boolean) => {
    for (let t = 0; t < count; t++) {
      const d = Float64Array.of(random.normal(), silent ? 0 : random.normal());
      stack.learn(d, 0, 0.5 * d[0] + 2 * d[1] + 0.1 * random.normal());
    }
  };
  learn(3000, false);
  assertLess(1.9, stack.weight(1));
  learn(3000, true);
  assertAlmostEquals(stack.weight(1), 0.5, 0.05);
});

Deno.test("Stack continues bit for bit", () => {
  const random = new Random(5);
  const rounds = Array.from(
    { length: 60 },
    () => Float64Array.of(random.normal(), random.normal(), random.normal()),
  );
  const run = (from: number, to: number) => (it: Stack) =>
    rounds.slice(from, to).map((d) => {
      it.learn(d, 0, d[0] - d[2] ** 2);
      return [it.weight(0), it.weight(1), it.weight(2)];
    });
  assertContinues(() => new Stack(3, 0.99), run(0, 25), run(25, 60));
});
