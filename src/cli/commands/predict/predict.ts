import type { Command } from "../../command.ts";
import { PREDICT_GROUPS } from "./flags.ts";

/** `predict`: forecasts by what a state has learned, learning nothing. */
export const predict: Command = {
  name: "predict",
  summary: "forecasts rows by a state file, learning and writing nothing",
  usage: "--state FILE [OPTIONS] [< rows.csv] > forecasts.csv",
  flagGroups: PREDICT_GROUPS,
  examples: [
    {
      says: "What comes after the newest row of every series",
      permissions: "--allow-read=.",
      args: "predict --state prices.state --forecast-time < /dev/null",
    },
    {
      says: "Forecasts for new rows; the state stays as it is",
      before: "cat new_rows.csv | ",
      permissions: "--allow-read=.",
      args: "predict --state prices.state",
    },
  ],
  permissions: [
    ["--allow-read=FOLDER", "of --state FILE, and for --input FILE"],
    ["--allow-write=FILE", "for --output FILE"],
  ],

  models: () => Promise.resolve([]),

  async run(args, io) {
    const [{ readPredictOptions }, { runPredict }] = await Promise.all([
      import("./flags.ts"),
      import("./run_predict.ts"),
    ]);
    await runPredict(readPredictOptions(args), io);
  },
};
