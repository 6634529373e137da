import { UsageError } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import { createReference } from "../kernels/reference.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { CELLS } from "../nn/cells/registry.ts";
import { RecurrentNetwork } from "../nn/recurrent_network.ts";
import type { Line } from "../report/figure.ts";
import { descend, type DescentStep } from "./exploding.ts";
import { gradientProfile } from "./gradient_profile.ts";
import type { Lesson, LessonRequest } from "./lesson.ts";
import { RecallBatch } from "./recall_task.ts";
import { recurrentModel, type SequenceModel } from "./sequence_models.ts";
import type { Sequences } from "./sequences.ts";
import { StreamSequences } from "./stream_sequences.ts";

const LAGS = 30;
const HIDDEN = 16;
const FACTORS = [0.8, 0.95, 1, 1.05];
const CELLS_SHOWN = { rnn: CELLS.rnn, lstm: CELLS.lstm, gru: CELLS["gru-before"] };
const UPDATES = 4000;
const TEST = 1000;
/** Parts of a stream: what is learned, and what came after it, which is tested on. */
const LEARNED = [0, 0.7] as const;
const TESTED = [0.7, 1] as const;
const DESCENTS = 300;
/** By how much the recurrent weights of what explodes are larger than they usually begin. */
const GAIN = 4;
/** Of the descents, the updates that the table shows. */
const SHOWN = [1, 2, 5, 10, 20, 50, 100, 200, 300];

type Row = (string | number)[];

/** Vanishing and exploding gradients, measured row by row back. */
export const gradients: Lesson = {
  name: "gradients",
  summary: "how far back a gradient reaches: vanishing, exploding, and what gates and clipping do",
  takesStream: true,

  run(request) {
    const { kernels, seed, effort, say } = request;
    const rows: Row[] = [];
    say("the linear case");
    const linear = linearCase(rows);
    const profiles: Line[] = [];
    const left: string[] = [];
    const deaf: string[] = [];
    const learned: string[] = [];
    Object.entries(CELLS_SHOWN).forEach(([name, cell], colour) => {
      say(`${name}: gradients before and after training`);
      const { before, after, error } = profilesOf(request, cell);
      for (const [when, profile] of [["initial", before], ["trained", after]] as const) {
        profile.byState.forEach((share, i) =>
          rows.push([when, name, i + 1, share, "", profile.byCell?.[i] ?? "", "", ""])
        );
        const points = Array.from(profile.byState, (share, i) => [i + 1, share] as const);
        profiles.push({
          name: `${name}, ${when}`,
          points,
          stroke: when === "initial" ? "dashed" : "solid",
          colour,
        });
      }
      const at = LAGS - 1;
      left.push(`${name} ${short(before.byState[at])} and ${short(after.byState[at])}`);
      rows.push(["learned", name, "", "", "", "", "", error]);
      learned.push(`${name} ${short(error)}`);
      if (request.stream === undefined && after.byState[at] > 0.01 && error > 0.9) deaf.push(name);
    });
    say("exploding gradients");
    const updates = Math.ceil(DESCENTS * effort);
    const free = descend(kernels, { gain: GAIN, clip: Infinity }, updates, seed);
    const clipped = descend(kernels, { gain: GAIN, clip: 1 }, updates, seed);
    const usual = descend(kernels, { gain: 1, clip: Infinity }, updates, seed);
    descentRows(rows, "unclipped", free);
    descentRows(rows, "clipped", clipped);
    descentRows(rows, "usual weights", usual);
    const source = request.stream === undefined
      ? `the recall task over ${LAGS} rows`
      : `the changes of ${request.stream.name}`;
    const errors = request.stream === undefined
      ? "the squared error, as a share of the mean's,"
      : "the squared error on the last three tenths, of which nothing was learned, as a share of the mean's,";
    return {
      table: {
        columns: [
          "experiment",
          "model",
          "k",
          "gradient",
          "expected",
          "cell_gradient",
          "loss",
          "relative_error",
        ],
        rows,
      },
      figures: [
        {
          kind: "lines",
          title: "The linear case: w to the power of k",
          note: "‖∂ŷ_L/∂h_{L−k}‖ of h_t = w · h_{t−1} + x_t.",
          x: { label: "lag k (rows)" },
          y: { label: "gradient left (share of k = 0)", scale: "log" },
          lines: linear,
        },
        {
          kind: "lines",
          title: `Gradients on ${source}`,
          note: "‖∂ŷ_L/∂h_{L−k}‖: how much of the last output's gradient reaches the state k rows before.",
          x: { label: "lag k (rows)" },
          y: { label: "gradient left (share of k = 0)", scale: "log" },
          lines: profiles,
        },
        {
          kind: "lines",
          title: "Exploding gradients",
          note:
            `A vanilla RNN by plain gradient descent, recurrent weights ${GAIN} times as large as usual; a line ends where numbers do.`,
          x: { label: "update (steps)" },
          y: { label: "gradient's norm before clipping (–)", scale: "log" },
          lines: [
            { name: "unclipped", points: free.map(({ norm }, i) => [i + 1, norm]) },
            { name: "clipped at 1", points: clipped.map(({ norm }, i) => [i + 1, norm]) },
            { name: "usual weights", points: usual.map(({ norm }, i) => [i + 1, norm]) },
          ],
        },
      ],
      explanation: [
        `The gradient of the last output was taken back row by row: in the linear case it is w^k to ${
          linearError(rows).toExponential(0)
        }, and for networks on ${source} it was measured before and after training.`,
        `Of the gradient at the last row, ${LAGS} rows earlier there was left, before and after training: ` +
        `${left.join(", ")}; ${errors} ended at ${learned.join(", ")}: what lies ` +
        "so far back can be learned only by a network whose gradient gets there" +
        (deaf.length > 0 ? `, and not by every one whose does, as ${deaf.join(" and ")} shows.` : "."),
        `With recurrent weights ${GAIN} times as large as usual the gradient's norm reached ${
          short(largest(free))
        }: unclipped descent ${fate(free)}, clipped to norm 1 it ${
          fate(clipped)
        }; with weights of the usual size it ${fate(usual)}, unclipped.`,
      ],
    };
  },
};

/** An RNN of one unit that stays at 0, where tanh is the identity: h_t = w h_{t−1}, in float64. */
function linearCase(rows: Row[]): Line[] {
  const kernels = createReference();
  const still = new RecallBatch(1, LAGS, 0);
  still.draw(new Random(0));
  return FACTORS.map((w) => {
    const sizes = { inputs: 2, hidden: 1, layers: 1, outputs: 1, skip: false };
    const network = new RecurrentNetwork(kernels, CELLS.rnn, sizes, new Random(0));
    const { parameters } = network;
    parameters.write("weight_ih_l0", [0, 0]);
    parameters.write("bias_ih_l0", [0]);
    parameters.write("weight_hh_l0", [w]);
    parameters.write("head.weight", [1]);
    const { byState } = gradientProfile(kernels, network, still, LAGS);
    byState.forEach((share, i) => rows.push(["linear", `w=${w}`, i + 1, share, w ** (i + 1), "", "", ""]));
    return { name: `w = ${w}`, points: Array.from(byState, (share, i) => [i + 1, share] as const) };
  });
}

function profilesOf({ kernels, seed, effort, stream }: LessonRequest, cell: Cell) {
  const random = new Random(seed);
  const training = sequences(32, stream?.series, LEARNED);
  const [looking, testing] = [128, TEST].map((batch) => sequences(batch, stream?.series, TESTED));
  const sizes = { inputs: training.inputs, hidden: HIDDEN, layers: 1, outputs: 1, skip: false };
  const network = new RecurrentNetwork(kernels, cell, sizes, random);
  const { parameters } = network;
  const head = Float64Array.from({ length: HIDDEN }, () => random.uniform(-1, 1) / Math.sqrt(HIDDEN));
  parameters.write("head.weight", head); // zero would let no gradient through
  looking.draw(new Random(seed + 1));
  const before = gradientProfile(kernels, network, looking, LAGS);
  const model = recurrentModel(kernels, network);
  for (let update = 0; update < UPDATES * effort; update++) {
    training.draw(random);
    model.forward(training);
    model.learn(training.labels);
  }
  const after = gradientProfile(kernels, network, looking, LAGS);
  testing.draw(new Random(seed + 2));
  model.forward(testing);
  return { before, after, error: relativeError(model, testing.labels) };
}

/** Squared error of a model's answers, as a share of that of the labels' mean. */
function relativeError(model: SequenceModel, labels: Float64Array): number {
  const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  let [error, naive] = [0, 0];
  labels.forEach((label, b) => {
    error += (model.answer(b) - label) ** 2;
    naive += (label - mean) ** 2;
  });
  return error / naive;
}

/** Sequences of the recall task, which never ends, or of a part of a stream. */
function sequences(
  batch: number,
  series: readonly Float64Array[] | undefined,
  part: readonly [number, number],
): Sequences {
  if (series === undefined) return new RecallBatch(batch, LAGS, LAGS);
  const most = Math.max(...series.map(({ length }) => length));
  if (most < 4 * LAGS) {
    throw new UsageError(
      `Cannot measure gradients on ${most} numbers: expected at least ${
        4 * LAGS
      } that are not missing, in one series`,
    );
  }
  return new StreamSequences(series, batch, 2 * LAGS, part);
}

function descentRows(rows: Row[], model: string, steps: readonly DescentStep[]): void {
  for (const update of SHOWN) {
    const step = steps.at(update - 1);
    if (step === undefined) continue;
    const number = (x: number) => Number.isFinite(x) ? x : "NaN";
    rows.push(["exploding", model, update, number(step.norm), "", "", number(step.loss), ""]);
  }
}

/** The largest relative difference from w^k. */
function linearError(rows: readonly Row[]): number {
  const errors = rows.filter(([experiment]) => experiment === "linear")
    .map(([, , , gradient, expected]) => Math.abs(Number(gradient) / Number(expected) - 1));
  return Math.max(...errors);
}

/** What became of a descent. */
function fate(steps: readonly DescentStep[]): string {
  const lost = steps.findIndex(({ loss, norm }) => !Number.isFinite(loss) || !Number.isFinite(norm));
  if (lost >= 0) return `had lost all numbers by update ${lost + 1}`;
  const losses = steps.map(({ loss }) => loss);
  return `never met a loss above ${short(Math.max(...losses))}`;
}

function largest(steps: readonly DescentStep[]): number {
  return Math.max(...steps.map(({ norm }) => norm).filter(Number.isFinite));
}

function short(x: number): string {
  return Number.isFinite(x) ? x.toPrecision(2) : "no number";
}
