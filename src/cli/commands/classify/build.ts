import { readOptions } from "../../../base/options.ts";
import { Classification } from "../../../classify/classification.ts";
import type { Classifier, ClassifierEntry } from "../../../classify/classifier.ts";
import { Encoder } from "../../../classify/encoder.ts";
import { CLASSIFIERS } from "../../../classify/registry.ts";
import { Vocabulary } from "../../../classify/vocabulary.ts";
import { loadKernels } from "../../../kernels/wasm.ts";
import { parseModelList } from "../../../models/model_list.ts";
import { loadStartingWeights } from "../../../library/starting_weights.ts";

/** What a task of classification is made from; a state's settings tell it again. */
export interface ClassifyTask {
  /** The text column is predicted one row ahead: classes are characters, in one vocabulary. */
  readonly next: boolean;
  readonly hasText: boolean;
  /** Numeric input columns. */
  readonly columns: number;
  readonly models: string;
  readonly neuralFallbacks: ReadonlyMap<string, string>;
  readonly classes: number;
  readonly characters: number;
  readonly warmup: number;
  readonly seed: number;
}

/** A run's models, and what goes with them. */
export interface BuiltClassification {
  readonly classification: Classification;
  readonly models: readonly Classifier[];
  readonly kinds: readonly string[];
  readonly classes: Vocabulary;
  readonly kernels: string;
  /** What has to be the same when the run goes on: kinds and options of the models. */
  settings(): Record<string, string>;
  facts(): { readonly name: string; readonly [fact: string]: unknown }[];
}

/**
 * @param isFresh whether the models begin: those of a run that is resumed have their weights in its state
 * @throws {UsageError} if a model or an option of one is wrong
 * @throws {RunError} if weights to start from do not fit
 */
export async function buildClassification(
  task: ClassifyTask,
  isFresh: boolean,
): Promise<BuiltClassification> {
  const specs = parseModelList(task.models, Object.keys(CLASSIFIERS));
  const kernels = await loadKernels();
  const characters = task.hasText ? new Vocabulary(task.characters, "text", "--characters") : undefined;
  const classes = (task.next ? characters : undefined) ??
    new Vocabulary(task.classes, "class", "--classes");
  const encoder = new Encoder(task.columns, characters);
  const context = { inputs: encoder.width, classes: classes.capacity, seed: task.seed, kernels };
  const read = specs.map(({ kind, options }) => {
    const { kind: entryKind, options: table } = entryOf(kind);
    return readOptions(
      kind,
      table,
      options,
      entryKind === "network" ? task.neuralFallbacks : undefined,
    );
  });
  const models = specs.map(({ kind, name }, i) => entryOf(kind).create(name, read[i] as never, context));
  if (isFresh) {
    for (const [i, { kind, name }] of specs.entries()) {
      await loadStartingWeights(models[i], { name, kind, options: read[i] });
    }
  }
  return {
    classification: new Classification({ encoder, classes, models, warmup: task.warmup }),
    models,
    kinds: specs.map(({ kind }) => kind),
    classes,
    kernels: kernels.name,
    settings: () =>
      Object.fromEntries(specs.flatMap(({ kind, name }, i) => [
        [`the kind of ${name}`, kind],
        ...Object.entries<unknown>(read[i]).map(([option, value]) => [`${option} of ${name}`, String(value)]),
      ])),
    facts: () => models.map((model, i) => ({ name: model.name, options: read[i], ...model.report() })),
  };
}

function entryOf(kind: string): ClassifierEntry {
  return CLASSIFIERS[kind as keyof typeof CLASSIFIERS] as ClassifierEntry;
}
