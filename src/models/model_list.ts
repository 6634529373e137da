import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";

/** One model of a run, as `--models` names it. */
export interface ModelSpec {
  /** Which model of the registry: `lstm`. */
  readonly kind: string;
  /** Its name in the output: `as=NAME`, else its kind. Distinct within a run. */
  readonly name: string;
  /** The text of each option in its parentheses, `as` left out. */
  readonly options: ReadonlyMap<string, string>;
}

/**
 * Reads a list of models, `lstm, lstm(hidden=64, as=big), naive`. Spaces around its parts don't matter.
 * The name of a list stands for its models: `fast, seasonal`.
 *
 * @param known the kinds there are; @param lists texts of lists by their names
 * @throws {UsageError} if the list is malformed, a kind unknown, or a name unusable or taken
 */
export function parseModelList(
  text: string,
  known: readonly string[],
  lists: Readonly<Record<string, string>> = {},
): ModelSpec[] {
  const parts = splitOutsideParentheses(text).flatMap((part) =>
    Object.hasOwn(lists, part) ? splitOutsideParentheses(lists[part]) : [part]
  );
  const specs = parts.map(parseModel);
  const taken = new Set<string>();
  for (const { kind, name } of specs) {
    if (!known.includes(kind)) {
      throw new UsageError(
        `Cannot use model "${kind}": expected one of ${known.join(", ")}${suggestion(kind, known)}`,
      );
    }
    if (taken.has(name)) {
      throw new UsageError(
        `Cannot use two models named "${name}": give one a name of its own, as in ${kind}(as=NAME)`,
      );
    }
    taken.add(name);
  }
  return specs;
}

/** Reads `kind`, `kind()` or `kind(option=value,…)`. */
function parseModel(text: string): ModelSpec {
  const open = text.indexOf("(");
  const kind = (open < 0 ? text : text.slice(0, open)).trim();
  if (kind === "") throw malformed(text, "a model's name first");
  if (open < 0) return { kind, name: checkName(kind), options: new Map() };

  const inside = text.slice(open + 1, -1);
  if (!text.endsWith(")") || /[()]/.test(inside)) {
    throw malformed(text, 'one pair of "(" and ")", at its end');
  }
  const options = new Map<string, string>();
  for (const part of inside.trim() === "" ? [] : inside.split(",")) {
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(equals, 0)).trim();
    const value = part.slice(equals + 1).trim();
    if (name === "" || value === "") throw malformed(text, `OPTION=VALUE where "${part.trim()}" stands`);
    if (options.has(name)) throw malformed(text, `option "${name}" once`);
    options.set(name, value);
  }
  const name = checkName(options.get("as") ?? kind);
  options.delete("as");
  return { kind, name, options };
}

/** Names stand bare in CSV fields, tables and `--emit` lists. */
function checkName(name: string): string {
  if (!/[\p{C}\p{Zl}\p{Zp},"]/u.test(name)) return name;
  const shown = JSON.stringify(name);
  throw new UsageError(
    `Cannot name a model ${shown}: expected printable characters without comma and quotation mark`,
  );
}

/** The parts between the commas that stand in no parentheses. */
function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")") depth--;
    else if (text[i] === "," && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

function malformed(text: string, expected: string): UsageError {
  return new UsageError(`Cannot read model "${text}": expected ${expected}`);
}
