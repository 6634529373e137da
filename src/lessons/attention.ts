import { Random } from "../base/random.ts";
import type { Lesson } from "./lesson.ts";
import { CopyTask } from "./copy_task.ts";

const LENGTHS = [5, 10, 20, 30, 40];
const UPDATES = 4000;

/** A copy task that no last state can hold, and the whole of an encoder's outputs can. */
export const attention: Lesson = {
  name: "attention",
  summary: "copying a sequence through one last state, and through attention over all of them",

  run({ kernels, seed, effort, say }) {
    const most = LENGTHS[LENGTHS.length - 1];
    const results = (["none", "dot"] as const).map((score) => {
      const name = score === "none" ? "seq2seq" : "attention";
      say(`${name}: learning to copy`);
      const task = new CopyTask(kernels, score, new Random(seed));
      task.train(Math.ceil(UPDATES * effort), most);
      const test = new Random(seed + 1);
      const accuracy = LENGTHS.map((length) => [length, task.accuracy(length, test)] as const);
      return { name, accuracy, parameters: task.parameters, weights: task.weights(20, test) };
    });
    const [plain, attending] = results;
    const share = (accuracy: number) => `${(100 * accuracy).toFixed(1)} %`;
    const at = (points: readonly (readonly [number, number])[]) => share(points[points.length - 1][1]);
    return {
      table: {
        columns: ["model", "length", "accuracy", "parameters"],
        rows: results.flatMap(({ name, accuracy, parameters }) =>
          accuracy.map(([length, right]) => [name, length, right, parameters])
        ),
      },
      figures: [
        {
          kind: "lines",
          title: "Copying: elements right by length",
          note: `Six symbols; saying one at random gets a sixth right.`,
          x: { label: "length of the sequence (elements)" },
          y: { label: "elements right (share)", include: [0, 1] },
          lines: results.map(({ name, accuracy }) => ({ name, points: accuracy })),
        },
        {
          kind: "heat",
          title: "Where attention looks",
          note:
            "A sequence of 20 elements: each row is an element that is written, the shades what it reads.",
          x: "element read (place)",
          y: "element written (place)",
          value: "weight (share)",
          most: 1,
          values: attending.weights,
        },
      ],
      explanation: [
        `Two encoder-decoders of about one size, one with attention, learned to copy sequences of up to ${most} symbols ` +
        `(${plain.parameters} and ${attending.parameters} parameters), and were tested on new ones, each reading what it ` +
        "wrote itself.",
        `At ${LENGTHS[0]} elements they got ${share(plain.accuracy[0][1])} and ${
          share(attending.accuracy[0][1])
        } right, at ${most} elements ${at(plain.accuracy)} without attention and ${
          at(attending.accuracy)
        } with it.`,
        "The plain one must press the whole sequence into one state, whose size does not grow with it; attention " +
        `keeps every state of the encoder: writing ${attending.weights.length} symbols it put ${
          share(onDiagonal(attending.weights))
        } of its weight on the very place that it was copying.`,
      ],
    };
  },
};

/** The mean weight on the element that is being written. */
function onDiagonal(weights: readonly (readonly number[])[]): number {
  return weights.reduce((sum, row, t) => sum + row[t], 0) / weights.length;
}
