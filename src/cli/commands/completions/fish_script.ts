import type { CompletedCommand, CompletedFlag, Value } from "./completion_words.ts";

/** The completions for fish: a line for each command, flag and argument. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const [first, ...others] = commands;
  const named = others.map(({ name }) => name).join(" ");
  const lines = commands.flatMap(({ name, summary, flags, operand }) => {
    const condition = name === first.name
      ? `not __fish_seen_subcommand_from ${named}`
      : `__fish_seen_subcommand_from ${name}`;
    return [
      `complete -c foretide -n ${quoted("__fish_use_subcommand")} -a ${name} -d ${quoted(summary)}`,
      ...flags.map((flag) => flagLine(flag, condition)),
      ...(operand === "none" ? [] : [`complete -c foretide -n ${quoted(condition)} ${values(operand)}`]),
    ];
  });
  return [
    "# Completions of foretide for fish: foretide completions fish > ~/.config/fish/completions/foretide.fish",
    "complete -c foretide -f",
    ...lines,
    "",
  ].join("\n");
}

function flagLine({ name, help, value }: CompletedFlag, condition: string): string {
  const takes = value === "none" ? "" : value === "file" ? " -r -F" : ` -x ${values(value)}`.trimEnd();
  return `complete -c foretide -n ${quoted(condition)} -l ${name.slice(2)}${takes} -d ${quoted(help)}`;
}

function values(value: Value): string {
  if (value === "file") return "-F";
  return typeof value === "string" ? "" : `-a ${quoted(value.join(" "))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
