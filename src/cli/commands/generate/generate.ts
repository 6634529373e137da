import type { Command } from "../../command.ts";
import { GENERATE_GROUPS } from "./flags.ts";

/** `generate`: futures drawn from the models of a state. */
export const generate: Command = {
  name: "generate",
  summary: "draws possible futures from a state file: numbers or text",
  usage: "--state FILE [OPTIONS] [< newer_rows.csv] > paths.csv",
  flagGroups: GENERATE_GROUPS,
  examples: [
    {
      says: "A hundred futures of every series, thirty rows each",
      permissions: "--allow-read=.",
      args: "generate --state prices.state --steps 30 --paths 100 < /dev/null",
    },
    {
      says: "Text, continued",
      permissions: "--allow-read=.",
      args: "generate --state text.state --steps 200 --paths 1 --temperature 0.5 < beginning.csv",
    },
  ],
  permissions: [
    ["--allow-read=FOLDER", "of --state FILE, and for --input FILE"],
    ["--allow-write=FILE", "for --output FILE"],
  ],

  models: () => Promise.resolve([]),

  async run(args, io) {
    const [{ readGenerateOptions }, { runGenerate }] = await Promise.all([
      import("./flags.ts"),
      import("./run_generate.ts"),
    ]);
    await runGenerate(readGenerateOptions(args), io);
  },
};
