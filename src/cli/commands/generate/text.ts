import { MemoryArchive } from "../../../base/archive.ts";
import { RunError } from "../../../base/errors.ts";
import { Random } from "../../../base/random.ts";
import type { Checkpoint } from "../../../checkpoint/checkpoint.ts";
import { RestoringArchive } from "../../../checkpoint/restoring_archive.ts";
import { sampleText, type TextSource } from "../../../generate/text_paths.ts";
import type { Progress } from "../../../output/progress.ts";
import { readNamesOrNone } from "../../../options/lists.ts";
import { buildClassification } from "../classify/build.ts";
import type { GenerateOptions } from "./flags.ts";
import { chooseModel } from "./choose_model.ts";
import { readNewRows, unlessUnset } from "./new_rows.ts";
import type { PathLine } from "./path_line.ts";

/**
 * Continuations of every sequence of a `classify --next` run, behind the new rows, which are learned too.
 *
 * @throws {RunError} if the state is of another kind or does not fit; @throws {UsageError} if the model is
 * none of the state's
 */
export async function generateText(
  { facts, tensors }: Checkpoint,
  options: GenerateOptions,
  progress: Progress,
): Promise<Iterable<PathLine>> {
  const settings = facts.options;
  if (settings["--next"] !== "true") {
    throw new RunError(
      `Cannot generate from "${options.state}": it was learned to predict ${settings["--label"]}; ` +
        "learn the text itself with classify --text COL --next",
    );
  }
  const columns = readNamesOrNone("--features", settings["--features"]);
  const built = await buildClassification({
    next: true,
    hasText: true,
    columns: columns.length,
    models: modelsOf(settings),
    neuralFallbacks: new Map(),
    classes: Number(settings["--characters"]),
    characters: Number(settings["--characters"]),
    warmup: Number(settings["--warmup"]),
    seed: Number(settings["--seed"]),
  }, false);
  const { classification, classes } = built;
  try {
    classification.persist(RestoringArchive.from(tensors, options.state).within("pipeline"));
  } catch (error) {
    if (error instanceof RunError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RunError(`Cannot generate from "${options.state}": its contents are inconsistent (${why})`);
  }
  const model = chooseModel(
    { models: built.models, isNetwork: (model) => "network" in model, combining: [] },
    options.model,
    progress,
  );
  const series = unlessUnset(settings["--series"]);
  await readNewRows(
    options,
    { series, targets: [], features: columns, texts: [settings["--text"]] },
    { keys: classification.keys, latest: [] },
    progress,
    ({ series, values, texts }, keys) => {
      while (classification.keys.length < keys.length) classification.open(keys[classification.keys.length]);
      const text = texts.text(0);
      if (text !== "" && classification.rowsOf(series) > 0) classification.label(series, text);
      classification.accept(series, values, text);
    },
  );
  const saved = new MemoryArchive();
  classification.persist(saved);
  const source = { model, encoder: classification.encoder, characters: classes, saved };
  return linesOf(source, classification.keys, settings["--text"], options);
}

function* linesOf(
  source: TextSource,
  keys: readonly string[],
  target: string,
  { paths, steps, seed, temperature = 1 }: GenerateOptions,
): Iterable<PathLine> {
  const random = new Random(seed);
  for (const [index, series] of keys.entries()) {
    for (let path = 1; path <= paths; path++) {
      const texts = sampleText(source, index, steps, temperature, random);
      for (const [i, value] of texts.entries()) yield { series, path, step: i + 1, target, value };
    }
  }
}

/** The models as the command line would name them, every option told. */
function modelsOf(settings: Readonly<Record<string, string>>): string {
  const names = Object.keys(settings).flatMap((label) => /^the kind of (.*)$/s.exec(label)?.[1] ?? []);
  return names.map((name) => {
    const given = Object.entries(settings).flatMap(([label, text]) =>
      label.endsWith(` of ${name}`) && !label.startsWith("the kind of ") && text !== ""
        ? [`${label.slice(0, -` of ${name}`.length)}=${text}`]
        : []
    );
    return `${settings[`the kind of ${name}`]}(${[`as=${name}`, ...given].join(",")})`;
  }).join(",");
}
