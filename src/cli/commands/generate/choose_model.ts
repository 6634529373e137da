import { UsageError } from "../../../base/errors.ts";
import { suggestion } from "../../../base/suggestion.ts";
import type { Progress } from "../../../output/progress.ts";

/** Models of a state that can be asked for what comes next. */
export interface Candidates<M> {
  readonly models: readonly M[];
  isNetwork(model: M): boolean;
  /** Names of those that only combine what these say. */
  readonly combining: readonly string[];
}

/**
 * The model that paths are drawn by: the one that was asked for, else the first network, else the first
 * model. Says which, where nobody has asked and there was a choice.
 *
 * @throws {UsageError} if there is none of that name, or it only combines the others
 */
export function chooseModel<M extends { readonly name: string }>(
  { models, isNetwork, combining }: Candidates<M>,
  asked: string | undefined,
  progress: Progress,
): M {
  const names = models.map(({ name }) => name);
  if (asked !== undefined) {
    const model = models.find(({ name }) => name === asked);
    if (model !== undefined) return model;
    throw new UsageError(
      combining.includes(asked)
        ? `Cannot generate with model "${asked}": it combines forecasts of past rows, and a path has ` +
          `none; expected one of ${names.join(", ")}`
        : `Cannot generate with model "${asked}": expected one of ${names.join(", ")}${
          suggestion(asked, names)
        }`,
    );
  }
  const model = models.find(isNetwork) ?? models[0];
  const others = names.filter((name) => name !== model.name);
  if (others.length + combining.length > 0) {
    const choice = others.length > 0 ? `; --model asks another: ${others.join(", ")}` : "";
    progress.warn("notes on the model", `paths by ${model.name}, fed one row at a time${choice}`);
  }
  return model;
}
