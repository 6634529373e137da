import type { CompletedCommand } from "./completion_words.ts";

/** The completions for bash, 3.2 or later: words behind a flag by the flag, else the command's flags. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const [first] = commands;
  const names = commands.map(({ name }) => name).join(" ");
  return `# Completions of foretide for bash: source <(foretide completions bash)
_foretide() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=${first.name} words= at
  [[ $cur == "=" ]] && cur=
  [[ $prev == "=" ]] && prev=\${COMP_WORDS[COMP_CWORD-2]}
  (( COMP_CWORD > 1 )) && [[ \${COMP_WORDS[1]} != -* ]] && command=\${COMP_WORDS[1]}
  COMPREPLY=()
  case "$command $prev" in
${commands.flatMap(valueCases).join("\n")}
    *)
      case $command in
${commands.map(flagCase).join("\n")}
      esac
      (( COMP_CWORD == 1 )) && words="${names} $words" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _foretide foretide
`;
}

/** What comes behind the flags of a command that take a value. */
function valueCases({ name, flags }: CompletedCommand): string[] {
  const patterns = (kind: string) =>
    flags.filter(({ value }) => value === kind).map((flag) => `"${name} ${flag.name}"`).join("|");
  const cases = flags.flatMap((flag) =>
    typeof flag.value === "string" ? [] : [`    "${name} ${flag.name}") words="${flag.value.join(" ")}" ;;`]
  );
  const files = `    ${patterns("file")}) COMPREPLY=($(compgen -f -- "$cur")); return ;;`;
  const texts = `    ${patterns("text")}) return ;;`;
  return [...cases, ...(patterns("file") === "" ? [] : [files]), ...(patterns("text") === "" ? [] : [texts])];
}

/** What else may come: the command's flags, and its argument. */
function flagCase({ name, flags, operand }: CompletedCommand): string {
  const words = [...(typeof operand === "string" ? [] : operand), ...flags.map((flag) => flag.name)].join(
    " ",
  );
  const files = operand === "file"
    ? `; [[ $cur != -* ]] && COMPREPLY=($(compgen -f -- "$cur")) && return`
    : "";
  return `        ${name}) words="${words}"${files} ;;`;
}
