import type { Command } from "../../command.ts";
import { FORECAST_FLAGS, FORECAST_GROUPS } from "../../../options/flags.ts";

/** `forecast`: rows in, forecasts out, from models that learn as the rows arrive. */
export const forecast: Command = {
  name: "forecast",
  summary: "forecasts each row of a stream, by models that learn as the rows arrive",
  essentials: [
    "targets",
    "series",
    "horizons",
    "models",
    "input",
    "output",
    "summary",
    "report",
    "state",
    "quiet",
  ],
  flagGroups: FORECAST_GROUPS,
  examples: [
    {
      says: "Forecast one column of a file, by all models",
      before: "cat prices.csv | ",
      args: "--target close",
    },
    {
      says: "Many series in one stream, two targets, three horizons",
      before: "cat vitals.csv | ",
      args: "--series patient --target hr,spo2 --features resp,map --horizon 1,5,30",
    },
    {
      says: "Choose models and keep the scores",
      permissions: "--allow-read=load.csv --allow-write=scores.json",
      args: '--input load.csv --models "gru(hidden=64),ar(period=24),naive" --summary scores.json',
    },
  ],

  async models() {
    const { modelHelp } = await import("./model_help.ts");
    return await modelHelp();
  },

  async run(args, io) {
    const [
      { splitFlags },
      { readForecastOptions },
      { MODEL_NAMES },
      { complete },
      { openForecast },
      { closeForecast },
    ] = await Promise.all([
      import("../../parse_flags.ts"),
      import("../../../options/forecast_options.ts"),
      import("../../../library/model_plan.ts"),
      import("../shared/complete.ts"),
      import("./open_forecast.ts"),
      import("./close_forecast.ts"),
    ]);
    const { texts, told } = await goneOn(splitFlags(FORECAST_FLAGS, args));
    const options = readForecastOptions(texts, MODEL_NAMES);
    await complete(openForecast(options, io, told), closeForecast);
  },
};

/** What was given, and where the run goes on from a state, what that was told before. */
async function goneOn(
  given: ReadonlyMap<string, string>,
): Promise<{ texts: ReadonlyMap<string, string>; told: readonly string[] }> {
  const path = given.get("state");
  if (path === undefined) return { texts: given, told: [] };
  const [{ savedOptions }, { resumedTexts }] = await Promise.all([
    import("../../../checkpoint/saved_options.ts"),
    import("../../../library/fingerprint.ts"),
  ]);
  const saved = await savedOptions(path);
  return saved === undefined ? { texts: given, told: [] } : resumedTexts(given, saved);
}
