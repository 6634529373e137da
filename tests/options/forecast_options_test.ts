import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { splitFlags } from "../../src/cli/parse_flags.ts";
import { FORECAST_FLAGS } from "../../src/options/flags.ts";
import { type ForecastOptions, readForecastOptions } from "../../src/options/forecast_options.ts";

const KNOWN = ["lstm", "gru", "mlp", "ar", "loose", "ets", "naive", "ensemble"];

function read(args: readonly string[], known: readonly string[]): ForecastOptions {
  return readForecastOptions(splitFlags(FORECAST_FLAGS, args), known);
}

function refused(...args: string[]): string {
  return assertThrows(() => read(args, KNOWN), UsageError).message;
}

Deno.test("readForecastOptions() gives the contract's defaults", () => {
  const { models, neuralFallbacks, configuration, ...rest } = read([], KNOWN);
  assertEquals(models.map(({ name }) => name), [
    "lstm",
    "gru",
    "mlp",
    "ar",
    "loose",
    "ets",
    "naive",
    "ensemble",
  ]);
  assertEquals(rest, {
    input: undefined,
    inputFormat: "auto",
    order: "auto",
    separator: "auto",
    header: "auto",
    skipLines: "auto",
    decimal: "auto",
    missing: [],
    timeFormat: "auto",
    timezone: "UTC",
    badRows: "skip",
    rejects: undefined,
    valid: [],
    maxSeries: 10_000,
    time: undefined,
    series: undefined,
    targets: undefined,
    features: [],
    known: [],
    calendar: "auto",
    horizons: [1],
    period: "auto",
    levels: [0.9],
    bounds: [],
    quantiles: [],
    warmup: 100,
    transform: "auto",
    hidden: 32,
    layers: 1,
    learningRate: undefined,
    window: 32,
    tbptt: 8,
    updateEvery: 1,
    pretrain: undefined,
    pretrainEpochs: 1,
    replay: 0,
    batch: 1,
    seed: 1,
    format: "csv",
    output: undefined,
    summary: undefined,
    report: undefined,
    emit: undefined,
    drift: "both",
    alerts: [],
    events: undefined,
    state: undefined,
    checkpointEvery: 1000,
    workers: undefined,
    quiet: false,
    debug: false,
    forecastTime: false,
    health: undefined,
    serve: undefined,
    serveToken: undefined,
    latest: false,
    logFormat: "text",
    wide: false,
  });
  assertEquals(configuration["update-every"], "1");
  assertEquals(neuralFallbacks.has("rate"), false);
});

Deno.test("readForecastOptions() hands on what every neural model is told, by the models' own words", () => {
  const args = ["--hidden", "8", "--learning-rate", "0.01", "--update-every", "4"];
  assertEquals(Object.fromEntries(read(args, KNOWN).neuralFallbacks), {
    hidden: "8",
    rate: "0.01",
    every: "4",
  }); // what was not said leaves each model its own default
});

Deno.test("readForecastOptions() keeps the effective configuration by the flags' names, without those of no weight", () => {
  const { configuration } = read(["--target", "a,b", "--horizon=1-2", "--quiet"], KNOWN);
  assertEquals(configuration, {
    "input-format": "auto",
    "order": "auto",
    "separator": "auto",
    "header": "auto",
    "skip-lines": "auto",
    "decimal": "auto",
    "missing": "",
    "time-format": "auto",
    "timezone": "UTC",
    "bad-rows": "skip",
    "valid": "",
    "max-series": "10000",
    "target": "a,b",
    "features": "",
    "known": "",
    "calendar": "auto",
    "models": "lstm,gru,mlp,ar,ar(columns=own,ridge=0.03,as=loose),ets,naive,ensemble",
    "horizon": "1-2",
    "period": "auto",
    "interval": "0.9",
    "quantiles": "",
    "bounds": "",
    "warmup": "100",
    "transform": "auto",
    "hidden": "32",
    "layers": "1",
    "window": "32",
    "tbptt": "8",
    "update-every": "1",
    "pretrain-epochs": "1",
    "replay": "0",
    "batch": "1",
    "seed": "1",
    "format": "csv",
    "forecast-time": "false",
    "latest": "false",
    "wide": "false",
    "drift": "both",
    "alert": "",
    "checkpoint-every": "1000",
  });
});

Deno.test("readForecastOptions() emits only models of the run", () => {
  const args = ["--models", "lstm,lstm(as=big)", "--emit"];
  assertEquals(read([...args, "big"], KNOWN).emit, ["big"]);
  assertEquals(
    refused(...args, "gru"),
    'Cannot write the forecasts of "gru": expected models of this run, lstm, big',
  );
  assertEquals(
    refused(...args, "lsmt"),
    'Cannot write the forecasts of "lsmt": expected models of this run, lstm, big; did you mean lstm?',
  );
});

Deno.test("readForecastOptions() lets no file stand for two things, devices excepted", () => {
  assertEquals(
    refused("--input", "a.csv", "--output", "./a.csv"),
    'Cannot use "./a.csv" for --output: it is already --input',
  );
  assertEquals(
    refused("--pretrain", "a.csv", "--summary", "b/../a.csv"),
    'Cannot use "b/../a.csv" for --summary: it is already --pretrain',
  );
  assertEquals(
    refused("--rejects=x", "--summary=x"),
    'Cannot use "x" for --summary: it is already --rejects',
  );
  const { output, summary } = read(["--output=/dev/null", "--summary=/dev/null"], KNOWN);
  assertEquals([output, summary], ["/dev/null", "/dev/null"]);
});

Deno.test("readForecastOptions() refuses what would silently do nothing, or twice", () => {
  assertEquals(
    refused("--pretrain-epochs", "3"),
    "Cannot use --pretrain-epochs without --pretrain: add --pretrain FILE",
  );
  assertEquals(
    refused("--valid", "hr=20..300", "--valid", "spo2=50..", "--valid", "HR=0..1"),
    'Cannot use --valid twice for "HR": give its range once',
  );
});
