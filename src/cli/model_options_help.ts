import type { NumberOption, Option } from "../base/options.ts";
import { entry } from "./columns.ts";
import type { ModelHelp } from "./command.ts";

/** An option as help tells it: the models that have it, by their default. */
interface Told {
  readonly name: string;
  readonly option: Option;
  readonly owners: Map<string, string[]>;
}

/**
 * The options of the models for `--help`, a section for each group of models that share options: every option
 * once, also where models differ in its default.
 */
export function modelOptionSections(models: readonly ModelHelp[], indent: number): string[] {
  const groups = Map.groupBy(told(models), ({ owners }) => [...owners.values()].flat().sort().join());
  return [...groups.values()].map((options) => {
    const names = models.map(({ name }) => name).filter((name) => ownersOf(options[0]).includes(name));
    const lines = options.map((option) => entry(left(option), meaning(option), indent));
    return [`Options of ${names.join(", ")}:`, ...lines].join("\n");
  });
}

/** Every option once: those of the same name, meaning and range are one. */
function told(models: readonly ModelHelp[]): readonly Told[] {
  const found = new Map<string, Told>();
  for (const model of models) {
    for (const [name, option] of Object.entries(model.options)) {
      const key = `${name} ${option.help}${range(option)}`;
      if (!found.has(key)) found.set(key, { name, option, owners: new Map() });
      const { owners } = found.get(key)!;
      const byDefault = defaultText(option);
      owners.set(byDefault, [...owners.get(byDefault) ?? [], model.name]);
    }
  }
  return [...found.values()];
}

function ownersOf({ owners }: Told): string[] {
  return [...owners.values()].flat();
}

function defaultText(option: Option): string {
  return "auto" in option && option.auto === option.default ? "auto" : String(option.default);
}

function left({ name, option, owners }: Told): string {
  if ("placeholder" in option) return `  ${name}=${option.placeholder}`;
  return owners.size === 1 ? `  ${name}=${defaultText(option)}` : `  ${name}=X`;
}

/** What the option does, its range, and its defaults where models differ: that of most models first. */
function meaning({ option, owners }: Told): string {
  const text = option.help + range(option);
  if (owners.size === 1) return text;
  const byCount = [...owners].sort(([, a], [, b]) => b.length - a.length);
  const defaults = byCount.map(([value, names], i) => i === 0 ? value : `${names.join(", ")} ${value}`);
  return `${text} [${defaults.join("; ")}]`;
}

/** What may be chosen, unless the help has named it; what a number may be. */
function range(option: Option): string {
  if ("placeholder" in option) return "";
  if ("choices" in option) {
    const isNamed = option.choices.every((choice) => new RegExp(`\\b${choice}\\b`).test(option.help));
    return isNamed ? "" : `: ${option.choices.join(" or ")}`;
  }
  const { min, max }: NumberOption = option;
  if ((min === undefined && max === undefined) || min === max) return "";
  if (max === undefined) return `, from ${min}`;
  return min === undefined ? `, up to ${max}` : `, ${min} to ${max}`;
}
