import { type OptionTable, readOptions } from "../../src/base/options.ts";
import { Classification } from "../../src/classify/classification.ts";
import type { Classifier, ClassifierEntry } from "../../src/classify/classifier.ts";
import { Encoder } from "../../src/classify/encoder.ts";
import { CLASSIFIERS } from "../../src/classify/registry.ts";
import { Vocabulary } from "../../src/classify/vocabulary.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { parseModelList } from "../../src/models/model_list.ts";

export interface TaskSetting {
  readonly list: string;
  readonly columns?: number;
  readonly characters?: number;
  readonly classes?: number;
  readonly warmup?: number;
  readonly kernels?: Kernels;
}

/** A classification by the reference kernels, unless told otherwise, without a reader before it. */
export function buildTask(setting: TaskSetting): {
  readonly run: Classification;
  readonly models: readonly Classifier[];
  readonly classes: Vocabulary;
} {
  const { list, columns = 0, characters = 0, classes = 4, warmup = 0, kernels = createReference() } = setting;
  const vocabulary = new Vocabulary(classes, "class", "--classes");
  const texts = characters > 0 ? new Vocabulary(characters, "text", "--characters") : undefined;
  const encoder = new Encoder(columns, texts);
  const context = { inputs: encoder.width, classes, seed: 1, kernels };
  const models = parseModelList(list, Object.keys(CLASSIFIERS)).map(({ kind, name, options }) => {
    const entry = CLASSIFIERS[kind as keyof typeof CLASSIFIERS] as ClassifierEntry<OptionTable>;
    return entry.create(name, readOptions(kind, entry.options, options), context);
  });
  return {
    run: new Classification({ encoder, classes: vocabulary, models, warmup }),
    models,
    classes: vocabulary,
  };
}

/** One row: of which sequence, its numbers, its text, its label ("" for none). */
export type TaskRow = readonly [
  sequence: number,
  values: readonly number[],
  text: string | undefined,
  label: string,
];

/** Feeds rows; returns every model's probabilities at every row. */
export function feed(run: Classification, rows: readonly TaskRow[], models: number): number[][] {
  return rows.map(([sequence, values, text, label]) => {
    while (run.keys.length <= sequence) run.open(`s${run.keys.length}`);
    run.accept(sequence, Float64Array.from(values), text);
    const said = Array.from({ length: models }, (_, m) => [...run.probabilities(sequence, m)]).flat();
    if (label !== "") run.label(sequence, label);
    return said;
  });
}
