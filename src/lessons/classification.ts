import { Random } from "../base/random.ts";
import { CELLS } from "../nn/cells/registry.ts";
import { type BracketClassifier, recurrentClassifier, windowedClassifier } from "./bracket_classifiers.ts";
import { type BracketBatch, CLASSES, drawBrackets } from "./brackets.ts";
import type { Lesson } from "./lesson.ts";

const [PAIRS, WINDOW] = [12, 8];
const [BATCH, TEST] = [32, 2000]; // sequences of a minibatch, and to judge by
const UPDATES = 3000;

/** Many rows in, one label out: whether brackets balance. */
export const classification: Lesson = {
  name: "classification",
  summary: "many-to-one: a label for a whole sequence, whatever its length",

  run({ kernels, seed, effort, say }) {
    const models: readonly (readonly [string, BracketClassifier])[] = [
      [`mlp(window=${WINDOW})`, windowedClassifier(kernels, WINDOW, seed)],
      [`mlp(window=${2 * PAIRS})`, windowedClassifier(kernels, 2 * PAIRS, seed)],
      ["rnn", recurrentClassifier(kernels, CELLS.rnn, seed)],
      ["lstm", recurrentClassifier(kernels, CELLS.lstm, seed)],
      ["gru", recurrentClassifier(kernels, CELLS["gru-before"], seed)],
    ];
    const updates = Math.ceil(UPDATES * effort);
    const results = models.map(([name, model]) => {
      say(`${name}: learning brackets`);
      return { name, parameters: model.parameters, ...trained(model, updates, seed) };
    });
    const best = results.reduce((a, b) => b.accuracy > a.accuracy ? b : a);
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    return {
      table: {
        columns: ["model", "label", "predicted", "sequences", "accuracy", "parameters"],
        rows: results.flatMap(({ name, confusion, accuracy, parameters }) =>
          CLASSES.flatMap((label, i) =>
            CLASSES.map((predicted, j) => [name, label, predicted, confusion[i][j], accuracy, parameters])
          )
        ),
      },
      figures: [
        {
          kind: "lines",
          title: "Accuracy by length",
          note: "Half of the sequences balance: guessing gets a half right.",
          x: { label: "length of the sequence (brackets)" },
          y: { label: "labels right (share)", include: [0.5, 1] },
          lines: results.map(({ name, byLength }) => ({ name, points: byLength })),
        },
        {
          kind: "heat",
          title: `Confusion matrix of ${best.name}`,
          note: "In each row, the sequences of a class: which share of them was predicted as what.",
          x: "predicted (class)",
          y: "label (class)",
          columns: CLASSES,
          rows: CLASSES,
          value: "sequences (share of the label's)",
          most: 1,
          values: best.confusion.map((row) => row.map((n) => n / Math.max(1, row[0] + row[1]))),
          texts: best.confusion.map((row) => row.map((n) => [String(n)])),
        },
      ],
      explanation: [
        `Sequences of 2 to ${
          2 * PAIRS
        } brackets, as many opening as closing, had to be labelled balanced or not, all ` +
        "lengths in one minibatch, the loss being the cross-entropy of one label at the end.",
        `On ${TEST} new sequences the labels were right for ${
          results.map(({ name, accuracy }) => `${name} ${percent(accuracy)}`).join(", ")
        }.`,
        `A window of ${WINDOW} cannot see what a long sequence began with, one of ${
          2 * PAIRS
        } sees it all but must ` +
        "learn every place by itself; a recurrence needs one rule, to count and never to fall below zero, for all.",
      ],
    };
  },
};

interface Outcome {
  readonly accuracy: number;
  /** Sequences by label and choice. */
  readonly confusion: readonly (readonly number[])[];
  readonly byLength: readonly (readonly [number, number])[];
}

function trained(model: BracketClassifier, updates: number, seed: number): Outcome {
  const random = new Random(seed);
  for (let update = 0; update < updates; update++) {
    const batch = drawBrackets(random, BATCH, PAIRS);
    model.forward(batch);
    model.learn(batch.labels);
  }
  const test = drawBrackets(new Random(seed + 1), TEST, PAIRS);
  model.forward(test);
  return outcome(test, test.labels.map((_, b) => model.choice(b)));
}

function outcome({ labels, lengths }: BracketBatch, choices: readonly number[]): Outcome {
  const confusion = CLASSES.map(() => CLASSES.map(() => 0));
  const tally = new Map<number, [right: number, count: number]>();
  labels.forEach((label, b) => {
    confusion[label][choices[b]]++;
    const [right, count] = tally.get(lengths[b]) ?? [0, 0];
    tally.set(lengths[b], [right + (label === choices[b] ? 1 : 0), count + 1]);
  });
  return {
    accuracy: labels.filter((label, b) => label === choices[b]).length / labels.length,
    confusion,
    byLength: [...tally].map(([length, [right, count]]) => [length, right / count] as const).reverse(),
  };
}
