import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { FREEDOM } from "../../src/nn/heads/student.ts";
import { HEADS } from "../../src/nn/heads/registry.ts";
import { LOSSES } from "../../src/nn/losses.ts";
import { assertGradients, type Leaf } from "./differences.ts";
import { golden, numbers } from "./golden.ts";

const LEVEL = 0.8;
const LABELS = 3;
const GIVEN = Object.entries(HEADS).map(([name, make]) =>
  [name, make({ loss: LOSSES.huber, level: LEVEL })] as const
);

for (const [name, head] of GIVEN) {
  const width = head.outputs * LABELS;

  Deno.test(`HEADS.${name}: the slope by every output is that of its loss, in float64`, () => {
    const random = new Random(3);
    for (let round = 0; round < 20; round++) {
      const memory = Float64Array.from({ length: 2 * width }, () => 1.5 * random.normal());
      const labels = Array.from({ length: LABELS }, () => 2 * random.normal());
      // Differences want a smooth loss: labels stay off the quantiles and off Huber's corners.
      const loss = () => {
        let sum = 0;
        labels.forEach((label, o) => sum += head.loss(memory, o, width + o, LABELS, label, 0.4));
        return sum;
      };
      if (isNearCorner(name, memory, labels)) continue;
      loss();
      const derived = memory.slice(width);
      const leaf: Leaf = {
        name,
        elements: Array.from({ length: width }, (_, at) => ({
          where: `${name}[${at}]`,
          values: memory,
          at,
          derived: derived[at],
        })),
      };
      assertGradients([leaf], loss);
    }
  });

  Deno.test(`HEADS.${name}: one label's loss touches its own outputs alone, and scales with its share`, () => {
    const memory = new Float64Array(2 * width).fill(0.3);
    const whole = head.loss(memory, 1, width + 1, LABELS, 1.7, 1);
    for (let at = 0; at < width; at++) {
      assertEquals(memory[width + at] !== 0.3, at % LABELS === 1, `${at}`);
    }
    const slopes = memory.slice(width);
    assertAlmostEquals(head.loss(memory, 1, width + 1, LABELS, 1.7, 0.25), whole / 4, 1e-15);
    for (let at = 1; at < width; at += LABELS) assertAlmostEquals(memory[width + at], slopes[at] / 4, 1e-15);
  });

  Deno.test(`HEADS.${name}: outputs of 0 mean a spread of one, and none makes it vanish or infinite`, () => {
    if (name === "point") return assertEquals(head.spread(Float64Array.of(0), 0, 1), NaN);
    assertAlmostEquals(head.spread(new Float64Array(width), 0, LABELS), 1, 1e-12);
    for (const output of [-1e4, -30, 30, 1e4]) {
      const spread = head.spread(new Float64Array(width).fill(output), 0, LABELS);
      assert(spread >= 0 && Number.isFinite(spread), `${output}: ${spread}`);
    }
  });
}

/** Whether a difference of `assertGradients` could step over a corner of a piecewise loss. */
function isNearCorner(name: string, memory: Float64Array, labels: readonly number[]): boolean {
  const softplus = (x: number) => Math.log1p(Math.exp(x + Math.log(Math.E - 1)));
  return labels.some((label, o) => {
    const location = memory[o];
    const corners = name === "point"
      ? [location - 1, location + 1]
      : name === "quantile"
      ? [location, location - softplus(memory[o + LABELS]), location + softplus(memory[o + 2 * LABELS])]
      : [];
    return corners.some((corner) => Math.abs(label - corner) < 0.01);
  });
}

Deno.test("HEADS.gaussian, student and quantile agree with PyTorch", () => {
  const { inputs, outputs, gradients } = golden("heads");
  const labels = numbers(inputs.label);
  const log = (value: number) => Math.log(value);
  // What our likelihoods leave out of log Γ: PyTorch's t distribution is whole.
  const constant = {
    gaussian: 0,
    quantile: 0,
    student: log(2) - log(1.329340388179137 * 2) + 0.5 * log(FREEDOM * Math.PI),
  };
  for (const name of ["gaussian", "student", "quantile"] as const) {
    const head = HEADS[name]({ loss: LOSSES.huber, level: LEVEL });
    const count = labels.length;
    const memory = new Float64Array(2 * count * head.outputs);
    memory.set(numbers(inputs[name]));
    let sum = 0;
    labels.forEach((label, o) => {
      sum += head.loss(memory, o, count * head.outputs + o, count, label, 1 / count);
    });
    assertAlmostEquals(sum + constant[name], numbers(outputs[name])[0], 1e-12, name);
    const wanted = numbers(gradients[name]);
    assertEquals(wanted.length, count * head.outputs);
    wanted.forEach((slope, at) =>
      assertAlmostEquals(memory[wanted.length + at], slope, 1e-12, `${name}[${at}]`)
    );
  }
});

Deno.test("HEADS.quantile: what minimises the loss of many labels is their quantiles, skewed as they are", () => {
  const random = new Random(8);
  const labels = Array.from({ length: 4000 }, () => -Math.log(1 - random.uniform(0, 1)) - 1); // exponential
  const head = HEADS.quantile({ loss: LOSSES.huber, level: LEVEL });
  const memory = new Float64Array(6);
  for (let step = 0; step < 8000; step++) {
    head.loss(memory, 0, 3, 1, labels[step % labels.length], 20 / (step + 200));
    for (let n = 0; n < 3; n++) memory[n] -= memory[3 + n];
  }
  const softplus = (x: number) => Math.log1p(Math.exp(x + Math.log(Math.E - 1)));
  assertAlmostEquals(memory[0], Math.log(2) - 1, 0.1);
  assertAlmostEquals(memory[0] - softplus(memory[1]), -Math.log(0.9) - 1, 0.1);
  assertAlmostEquals(memory[0] + softplus(memory[2]), -Math.log(0.1) - 1, 0.15);
});
