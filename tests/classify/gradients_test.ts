import { assert, assertAlmostEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { buildTask, feed, type TaskRow } from "./task.ts";

const random = new Random(6);
/**
 * Two sequences of different lengths with labels in between and at their ends: the last label makes the
 * minibatch full.
 */
const ROWS: readonly TaskRow[] = [0, 1, 0, 0, 1, 0, 1, 0].map((sequence, i): TaskRow => [
  sequence,
  [random.normal()],
  undefined,
  ["", "", "a", "", "b", "", "", "a"][i],
]);

/**
 * Loss of the one gradient step over all of `ROWS`, with one weight moved; and the gradient that the step
 * took.
 */
function stepLoss(list: string, name: string, at: number, moved: number): { loss: number; gradient: number } {
  const { run, models } = buildTask({ list, columns: 1 });
  const { parameters } = models[0].network!;
  const start = new Random(8);
  for (const tensor of parameters.tensors) { // the output layer starts at zero: move it
    const values = Array.from({ length: tensor.shape[0] * tensor.shape[1] }, () => start.uniform(-0.8, 0.8));
    if (tensor.name === name) values[at] += moved;
    parameters.write(tensor.name, values);
  }
  feed(run, ROWS, 1);
  assert(models[0].report().updates === 1, "one step");
  return { loss: models[0].report().loss, gradient: parameters.read(name, parameters.gradients)[at] };
}

Deno.test("CLASSIFIERS: the gradient of a step over ragged segments is that of its loss", () => {
  for (
    const list of [
      "rnn(hidden=3,batch=3,tbptt=5)",
      "lstm(hidden=3,batch=3,tbptt=5)",
      "gru(hidden=3,batch=3,tbptt=1)",
      "gru(hidden=3,reset=after,batch=3,tbptt=5)",
      "lstm(hidden=4,bidirectional=yes,window=3,batch=3,tbptt=5)",
      "gru(hidden=4,bidirectional=yes,layers=2,batch=3,tbptt=5)",
      "mlp(hidden=5,window=3,batch=3,tbptt=5)",
      "mlp(hidden=5,window=3,batch=3,tbptt=5,per=aggregate)",
    ]
  ) {
    const { models } = buildTask({ list, columns: 1 });
    const { parameters } = models[0].network!;
    for (const { name, shape } of parameters.tensors) {
      for (const at of [0, Math.floor(shape[0] * shape[1] / 2), shape[0] * shape[1] - 1]) {
        const { gradient } = stepLoss(list, name, at, 0);
        const difference = (stepLoss(list, name, at, 1e-5).loss - stepLoss(list, name, at, -1e-5).loss) /
          2e-5;
        assertAlmostEquals(gradient, difference, 1e-8, `${list} ${name} ${at}`);
      }
    }
  }
});

Deno.test("mlp: the loss of each window and that of their mean differ where windows share a label, and only there", () => {
  const list = (per: string) => `mlp(hidden=5,window=3,batch=3,tbptt=5,per=${per})`;
  const shared = ["window", "aggregate"].map((per) => stepLoss(list(per), "0.weight", 0, 0).loss);
  assert(shared[1] < shared[0] - 1e-3, `the mean is better than its parts: ${shared}`); // Jensen
  const inStep: TaskRow[] = [[0, [1], undefined, "a"], [0, [2], undefined, "b"], [0, [0], undefined, "a"]];
  const said = ["window", "aggregate"].map((per) =>
    String(feed(buildTask({ list: list(per), columns: 1 }).run, inStep, 1))
  );
  assert(said[0] === said[1]);
});
