import { assertAlmostEquals } from "@std/assert";
import { createReference } from "../../src/kernels/reference.ts";
import { Attention } from "../../src/nn/attention.ts";
import { padTo8, Parameters } from "../../src/nn/parameters.ts";
import { Schedule } from "../../src/nn/schedule.ts";
import { Random } from "../../src/base/random.ts";

/** W x of a weight (2, 2), row by row. */
function times(w: ArrayLike<number>, [a, b]: readonly number[]): number[] {
  return [w[0] * a + w[1] * b, w[2] * a + w[3] * b];
}

for (const score of ["dot", "additive"] as const) {
  Deno.test(`Attention.weights() are the softmax of what query and keys give by hand: ${score}`, () => {
    const kernels = createReference();
    const { memory } = kernels;
    const parameters = new Parameters(kernels);
    const attention = new Attention(parameters, score, { queries: 2, values: 2, units: 2 }, "");
    parameters.allocate();
    attention.initialise(new Random(1));
    const written: Record<string, number[]> = {
      "query.weight": [0.5, -1, 2, 0.25],
      "key.weight": [1, 0.5, -0.75, 1.5],
      "v.weight": [1.25, -0.5],
    };
    for (const { name } of parameters.tensors) parameters.write(name, written[name]);
    const rows = [[0.3, -0.2], [1, 0.5], [-0.6, 0.9]];
    const states = [[0.4, 0.7], [-0.9, 0.1]];
    const ld = padTo8(2);
    const y = kernels.allocate(rows.length * ld);
    rows.forEach((row, l) => memory.set(row, y + l * ld));
    const s = kernels.allocate(states.length * ld);
    states.forEach((state, t) => memory.set(state, s + t * ld));

    const schedule = new Schedule();
    schedule.plan([rows.length], 1);
    attention.plan(schedule, states.length);
    attention.open(y, ld);
    states.forEach((_, t) => attention.forward(t, s + t * ld, ld));
    const weights = attention.weights(0);

    states.forEach((state, t) => {
      const query = times(written["query.weight"], state);
      const e = rows.map((row) => {
        const key = times(written["key.weight"], row);
        return score === "dot"
          ? (query[0] * key[0] + query[1] * key[1]) / Math.SQRT2
          : 1.25 * Math.tanh(query[0] + key[0]) - 0.5 * Math.tanh(query[1] + key[1]);
      });
      const sum = e.reduce((sum, score) => sum + Math.exp(score), 0);
      e.forEach((score, l) => assertAlmostEquals(weights[t * rows.length + l], Math.exp(score) / sum, 1e-12));
    });
  });
}
