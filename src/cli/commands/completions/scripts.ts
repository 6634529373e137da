import { bashScript } from "./bash_script.ts";
import type { CompletedCommand } from "./completion_words.ts";
import { fishScript } from "./fish_script.ts";
import { zshScript } from "./zsh_script.ts";

/** The script of each shell. */
export const SCRIPTS: Readonly<
  Record<"bash" | "zsh" | "fish", (commands: readonly CompletedCommand[]) => string>
> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};
