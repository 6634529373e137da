import type { CompletedCommand, CompletedFlag, Value } from "./completion_words.ts";

/** The completions for zsh: each command's flags with their meaning. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const [first] = commands;
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  return `#compdef foretide
# Completions of foretide for zsh: source <(foretide completions zsh), or a file _foretide in a folder of $fpath
_foretide() {
  local command=${first.name}
  local -a commands=(
${names.join("\n")}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command commands
  fi
  if (( CURRENT > 2 )) && [[ $words[2] != -* ]]; then
    command=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $command in
${commands.map(commandCase).join("\n")}
  esac
}
compdef _foretide foretide
`;
}

function commandCase({ name, flags, operand }: CompletedCommand): string {
  const specs = [
    ...flags.map(flagSpec),
    ...(operand === "none" ? [] : [quoted(`1:argument:${action(operand)}`)]),
  ];
  return `    ${name}) _arguments ${specs.join(" \\\n      ")} ;;`;
}

function flagSpec({ name, help, placeholder, value }: CompletedFlag): string {
  const text = help.replaceAll(/[[\]\\:]/g, (letter) => `\\${letter}`);
  return quoted(
    `${name}[${text}]${value === "none" ? "" : `:${placeholder.replaceAll(":", "\\:")}:${action(value)}`}`,
  );
}

function action(value: Value): string {
  if (value === "file") return "_files";
  return typeof value === "string" ? " " : `(${value.join(" ")})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
