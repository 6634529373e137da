import { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { CELLS } from "../nn/cells/registry.ts";
import { RecurrentNetwork } from "../nn/recurrent_network.ts";
import { startWithLongMemory } from "./chrono.ts";
import type { Lesson } from "./lesson.ts";
import { RecallBatch } from "./recall_task.ts";
import { recurrentModel, type SequenceModel, windowedModel } from "./sequence_models.ts";
import { windowLosses } from "./window_losses.ts";

const LAG = 40;
const SPREAD = 24;
const WINDOWS = [5, 10, 20, 30, 39, 40, 48, 64];
const RECURRENT = { rnn: CELLS.rnn, lstm: CELLS.lstm, gru: CELLS["gru-before"] };
const BATCH = 32;
const TEST = 1000;
const UPDATES = { mlp: 3000, recurrent: 1500, losses: 8000 };

/**
 * What a fixed window cannot do: the recall task, by windows of growing length and by networks that carry a
 * state.
 */
export const windowing: Lesson = {
  name: "windowing",
  summary: "what a window shorter than a dependency cannot do, and a recurrent state can",

  run({ kernels, seed, effort, say }) {
    const rows: (string | number)[][] = [];
    const measure = (name: string, window: number | string, model: SequenceModel, updates: number) => {
      say(`recall, ${name}${window === "" ? "" : ` of window ${window}`}`);
      const error = trainedError(model, Math.ceil(updates * effort), seed);
      rows.push(["recall", name, window, "", "", error, model.cost]);
      return error;
    };
    const byWindow = WINDOWS.map((window) => {
      const model = windowedModel(kernels, { inputs: 2, window, hidden: 32, seed });
      return [window, measure("mlp", window, model, UPDATES.mlp)] as const;
    });
    const recurrent = Object.entries(RECURRENT).map(([name, cell]) => {
      const model = recurrentModel(kernels, longMemory(kernels, cell, seed));
      return { name, error: measure(name, "", model, UPDATES.recurrent) };
    });
    say("the losses of windows");
    const losses = windowLosses(kernels, Math.ceil(UPDATES.losses * effort), seed);
    for (const { loss, combine, relativeError } of losses) {
      rows.push(["adding", "mlp", 10, loss, combine, relativeError, 2 * 10 * 32 + 32 + 33]);
    }

    const [least, most] = [WINDOWS[0], WINDOWS[WINDOWS.length - 1]];
    const reached = byWindow.filter(([window]) => window >= LAG).map(([, error]) => error);
    const short = byWindow.filter(([window]) => window < LAG).map(([, error]) => error);
    const [last, mean, , aggregate] = losses.map(({ relativeError }) => relativeError);
    return {
      table: {
        columns: ["task", "model", "window", "loss", "combine", "relative_error", "multiply_adds"],
        rows,
      },
      figures: [
        {
          kind: "lines",
          title: `Recall over ${LAG} rows: error by window`,
          note:
            "1 is what one gets for saying the mean. The perceptron sees its window, the others their state.",
          x: { label: "window W (rows)" },
          y: { label: "squared error (share of the mean's)", scale: "log", include: [1] },
          lines: [
            { name: "mlp", points: byWindow, colour: 0 },
            ...recurrent.map(({ name, error }, i) => ({
              name,
              points: [[least, error], [most, error]] as const,
              stroke: "dashed" as const,
              colour: i + 1,
            })),
          ],
        },
        {
          kind: "lines",
          title: "Cost by window",
          x: { label: "window W (rows)" },
          y: { label: "cost (multiply-adds per row)", include: [0] },
          lines: [
            { name: "mlp", points: costs(rows, "mlp"), colour: 0 },
            ...recurrent.map(({ name }, i) => {
              const cost = rows.find(([, model]) => model === name)?.[6] as number;
              const points = [[least, cost], [most, cost]] as const;
              return { name, points, stroke: "dashed" as const, colour: i + 1 };
            }),
          ],
        },
      ],
      explanation: [
        `A number was marked, and asked for ${LAG} rows later: perceptrons over windows of ${least} to ${most} rows ` +
        "and networks that carry a state from row to row each had to say it, the gates of lstm and gru begun so that first " +
        `memories last up to ${LAG} rows; an rnn has none.`,
        `Windows shorter than ${LAG} rows got ${
          range(short)
        } of the squared error of saying the mean, longer ones ` +
        `${range(reached)} at a cost that grows with W; ${list(recurrent)}, whatever the length.`,
        `Where four windows share one label, the sum of two numbers that stand in different windows, the loss per ` +
        `window ended at ${percent(last)} by the last window and ${
          percent(mean)
        } by their mean, the aggregate loss at ` +
        `${percent(aggregate)}` +
        (aggregate < Math.min(1, last, mean) / 2
          ? ": alone a window guesses the whole, together each says its part."
          : ": here it did not help."),
      ],
    };
  },
};

/** A network whose memories last as long as the task's, more or less, before it has learned anything. */
function longMemory(kernels: Kernels, cell: Cell, seed: number): RecurrentNetwork {
  const random = new Random(seed);
  const sizes = { inputs: 2, hidden: 16, layers: 1, outputs: 1, skip: false };
  const network = new RecurrentNetwork(kernels, cell, sizes, random);
  startWithLongMemory(network.parameters, cell, sizes.hidden, LAG, random);
  return network;
}

/** Trains on fresh sequences, then gives the squared error on others, as a share of the mean's. */
function trainedError(model: SequenceModel, updates: number, seed: number): number {
  const random = new Random(seed);
  const batch = new RecallBatch(BATCH, LAG, SPREAD);
  for (let update = 0; update < updates; update++) {
    batch.draw(random);
    model.forward(batch);
    model.learn(batch.labels);
  }
  const test = new RecallBatch(TEST, LAG, SPREAD);
  test.draw(new Random(seed + 1));
  model.forward(test);
  let [error, naive] = [0, 0];
  test.labels.forEach((label, b) => {
    error += (model.answer(b) - label) ** 2;
    naive += label ** 2;
  });
  return error / naive;
}

function costs(rows: readonly (string | number)[][], name: string): [number, number][] {
  return rows.filter(([task, model]) => task === "recall" && model === name)
    .map((row) => [row[2] as number, row[6] as number]);
}

function percent(share: number): string {
  if (share < 0.001) return "less than 0.1 %";
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function range(shares: readonly number[]): string {
  const [least, most] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
  return least === most ? least : `${least} to ${most}`;
}

function list(results: readonly { readonly name: string; readonly error: number }[]): string {
  return results.map(({ name, error }) => `${name} got ${percent(error)}`).join(", ");
}
