import { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { CELLS } from "../nn/cells/registry.ts";
import { Optimizer } from "../nn/optimizer.ts";
import { WindowNetwork } from "../nn/window_network.ts";
import type { Lesson } from "./lesson.ts";

const DEPTHS = [1, 2, 3, 4];
const HIDDEN = 8; // of a layer, both directions together
const LENGTH = 24;
const [BATCH, TEST] = [16, 500]; // sequences of a minibatch, and to judge by
const REACH = 6;
const UPDATES = 3000;
/** Relative error of a network that has learned nothing, or as good as nothing. */
const LOST = 0.9;

/** Layers on layers, and a second direction, on closed windows. */
export const depth: Lesson = {
  name: "depth",
  summary: "one to four layers, reading a closed window in one direction or in both",

  run({ kernels, seed, effort, say }) {
    const updates = Math.ceil(UPDATES * effort);
    const results = [false, true].flatMap((bidirectional) =>
      DEPTHS.map((layers) => {
        say(`${layers} layers, ${bidirectional ? "both directions" : "one direction"}`);
        return { bidirectional, layers, ...trained(kernels, layers, bidirectional, updates, seed) };
      })
    );
    const named = [false, true].map((both) => {
      const own = results.filter(({ bidirectional }) => bidirectional === both);
      const errors = own.map(({ error }) => error);
      return { name: both ? "both directions" : "one direction", own, errors, best: Math.min(...errors) };
    });
    const [one, both] = named;
    const errors = ({ errors }: typeof one) => errors.map((error) => error.toPrecision(2)).join(", ");
    const bestDepth = both.own.find(({ error }) => error === both.best)?.layers;
    return {
      table: {
        columns: ["directions", "layers", "relative_error", "parameters"],
        rows: results.map(({ bidirectional, layers, error, parameters }) => [
          bidirectional ? 2 : 1,
          layers,
          error,
          parameters,
        ]),
      },
      figures: [{
        kind: "lines",
        title: "Error by depth",
        note: "A half is what nobody can get below who has not seen the rows to come.",
        x: { label: "layers (number)", isWhole: true },
        y: { label: "squared error (share of the mean's)", include: [0, 1] },
        lines: named.map(({ name, own }) => ({
          name,
          points: own.map(({ layers, error }) => [layers, error] as const),
        })),
      }],
      explanation: [
        `Every row of a closed window had to be labelled x_t · (x_{t−${REACH}} + x_{t+${REACH}}), x being ±1: half of it ` +
        `lies in the past, half in the future; GRUs of ${HIDDEN} units a layer learned it in ${updates} steps.`,
        `With one to four layers the squared error, as a share of the mean's, was ${
          errors(one)
        } in one direction, and ` +
        `${errors(both)} in both.`,
        `In both directions one layer of so few units ended at ${
          both.errors[0].toPrecision(2)
        }, the best depth, ` +
        `${bestDepth}, at ${both.best.toPrecision(2)}` +
        (bestDepth === 1 ? ": here more layers added nothing" : ": layers add what one cannot do") +
        (one.best > both.best
          ? `; in one direction none got below ${
            one.best.toPrecision(2)
          }, for no depth replaces what has not been read`
          : "") +
        (results.some(({ error }) => error > LOST) ? "; those near 1 learned nothing in so few steps." : "."),
      ],
    };
  },
};

/** Trains on fresh windows; gives the relative error on others. */
function trained(
  kernels: Kernels,
  layers: number,
  bidirectional: boolean,
  updates: number,
  seed: number,
): { error: number; parameters: number } {
  const random = new Random(seed);
  const hidden = bidirectional ? HIDDEN / 2 : HIDDEN;
  const sizes = { inputs: 1, hidden, layers, bidirectional, outputs: 1, read: "steps" as const };
  const network = new WindowNetwork(kernels, CELLS["gru-before"], sizes, random);
  const optimizer = new Optimizer(network.parameters, { rate: 0.01, fall: 500, clip: 1, decay: 0 });
  for (let update = 0; update < updates; update++) {
    const labels = draw(kernels, network, random, BATCH);
    network.forward();
    for (let t = 0; t < LENGTH; t++) {
      for (let b = 0; b < BATCH; b++) {
        const error = kernels.memory[network.outputRow(t, b)] - labels[t * BATCH + b];
        kernels.memory[network.gradientRow(t, b)] = 2 * error / labels.length;
      }
    }
    network.backward();
    optimizer.step();
  }
  const labels = draw(kernels, network, new Random(seed + 1), TEST);
  network.forward();
  let [error, naive] = [0, 0];
  labels.forEach((label, i) => {
    error += (kernels.memory[network.outputRow(Math.floor(i / TEST), i % TEST)] - label) ** 2;
    naive += label ** 2;
  });
  return { error: error / naive, parameters: network.parameters.count };
}

/**
 * Puts fresh windows where the network reads them; returns their labels, (T, B). Beyond its ends a window has
 * zeros.
 */
function draw(kernels: Kernels, network: WindowNetwork, random: Random, batch: number): Float64Array {
  network.plan(new Int32Array(batch).fill(LENGTH), batch);
  const x = Int8Array.from({ length: LENGTH * batch }, () => 2 * random.below(2) - 1);
  const at = (t: number, b: number) => t < 0 || t >= LENGTH ? 0 : x[t * batch + b];
  const labels = new Float64Array(LENGTH * batch);
  for (let t = 0; t < LENGTH; t++) {
    for (let b = 0; b < batch; b++) {
      kernels.memory[network.inputRow(t, b)] = at(t, b);
      labels[t * batch + b] = at(t, b) * (at(t - REACH, b) + at(t + REACH, b));
    }
  }
  return labels;
}
