/**
 * How good the models are on real data, by the published protocols, through the command line as a user would run it.
 *
 *     deno task bench:accuracy ett=ETTh1.csv bidmc=FOLDER vix=vix-daily.csv sp500=fixtures/sp500.csv
 *
 * Data files are given by path (none but the S&P 500 is part of the project); prints a Markdown table for each, which
 * `--write` puts into the guide's benchmarks between its marks.
 *
 * - `ett`: all columns one step ahead, one pass from row 0, by the protocols of `published.ts`, with the papers' figures.
 * - `bidmc`: the folder's bedside monitors as as many series side by side, 10 and 30 s ahead; RMSE from row 60 on.
 * - `seasons`: a folder of files `time,y`, several horizons together, errors by stretches of rows, the best member beside the
 *   ensemble; `m4`: the competition's hourly series, 48 ahead by its own rule. With `--beside OTHER/main.ts` another version too.
 * - `vix`, `sp500`: the close, one and five days ahead; squared error against naive from row 100 on.
 */
import { parseArgs } from "@std/cli";
import { basename, join } from "@std/path";
import { type EttData, ettTable, type Measured, readEtt, scaledError } from "./ett_table.ts";
import { machine } from "./measure.ts";
import { PROTOCOLS } from "./published.ts";
import { m4Table, seasonsTable } from "./season_tables.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const PAGE = new URL("../../src/guide/benchmarks.md", import.meta.url).pathname;
/** Which part of the page a table belongs to. */
const markOf = (part: string) => ({
  begin: `<!-- ${part}: made by deno task bench:accuracy -->`,
  end: `<!-- ${part} ends -->`,
});

interface Finished {
  readonly lines: string[][];
  readonly scores: {
    model: string;
    target: string;
    horizon: number;
    rmse: number;
    skill: number;
    coverage: number;
  }[];
  readonly microseconds: number;
}

/** Runs the program on rows and reads what it said. Its cost is processor time, which a busy machine hardly changes. */
async function forecast(rows: string, args: string[]): Promise<Finished> {
  const summary = await Deno.makeTempFile();
  const program = [Deno.execPath(), "run", `--allow-write=${summary}`, MAIN, ...args, "--quiet"];
  const child = new Deno.Command("bash", {
    args: ["-c", 'TIMEFORMAT="%U %S"; time "$@"', "-", ...program, "--summary", summary],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [output, errors, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.status,
    new Response(rows).body!.pipeTo(child.stdin),
  ]);
  if (!status.success) throw new Error(`main.ts ended with ${status.code}: ${errors}`);
  const facts = JSON.parse(await Deno.readTextFile(summary));
  await Deno.remove(summary);
  const lines = output.trim().split("\n").slice(1).map((line) => line.split(","));
  const [user, system] = errors.trim().split("\n").at(-1)!.split(" ").map(Number);
  return { lines, scores: facts.scores, microseconds: 1e6 * (user + system) / facts.rows };
}

/** What is run on an ETT file of `day` rows a day: each line's last model is scored. */
const ettRuns = (day: number): [name: string, models: string][] => [
  ["naive", "naive"],
  ["ewma", "ewma"],
  ["mlp", "mlp"],
  ["rnn", "rnn"],
  ["gru", "gru"],
  ["lstm", "lstm"],
  ["lstm(replay=3)", "lstm(replay=3)"],
  ["lstm(hidden=64,tbptt=8)", "lstm(hidden=64,tbptt=8)"],
  ["ar(harmonics=0)", "ar(harmonics=0)"],
  ["ar(lags=4)", "ar(lags=4)"],
  ["ar", "ar"],
  [`ar(lags=4,period=${day})`, `ar(lags=4,period=${day})`],
  [`ar(period=${day})`, `ar(period=${day})`],
  [`ar(period=${day}), lstm(reads=ar,tbptt=8)`, `ar(period=${day}),lstm(reads=ar,tbptt=8)`],
  ["ensemble of two learning rates: lstm(rate=0.001), lstm", "lstm(rate=0.001,as=slow),lstm,ensemble"],
  ["ensemble of the default models", "lstm,gru,mlp,ar,naive,ensemble"],
  [`ensemble of lstm, ar(period=${day})`, `lstm,ar(period=${day}),ensemble`],
  [`ensemble of lstm, gru, ar(period=${day}), naive`, `lstm,gru,ar(period=${day}),naive,ensemble`],
  [
    "ensemble of the same, lstm(hidden=64,tbptt=8) and lstm(reads=ar,tbptt=8)",
    `ar(period=${day}),lstm,gru,lstm(hidden=64,tbptt=8,as=big),lstm(reads=ar,tbptt=8,as=hybrid),naive,ensemble`,
  ],
];
/** Each is run so often, in turns; the fastest tells the cost. The forecasts are the same. */
const ETT_TURNS = 3;

/** Scaled squared error of each model, by the protocols of `published.ts`. */
async function ett(path: string): Promise<string[]> {
  const text = (await Deno.readTextFile(path)).trim() + "\n";
  const data = readEtt(text);
  const runs = ettRuns(data.day);
  const measured: Measured[] = [];
  for (let turn = 0; turn < ETT_TURNS; turn++) {
    for (const [i, [name, models]] of runs.entries()) {
      const run = await forecast(text, ["--target", data.columns.join(","), "--models", models]);
      const microseconds = Math.min(run.microseconds, measured[i]?.microseconds ?? Infinity);
      measured[i] = { name, errors: measured[i]?.errors ?? errorsOf(run.lines, data), microseconds };
    }
  }
  return ettTable(basename(path, ".csv"), measured);
}

function errorsOf(lines: string[][], data: EttData): Measured["errors"] {
  const said = ahead(lines, data);
  return {
    online: scaledError(data, said, PROTOCOLS.online),
    late: scaledError(data, said, PROTOCOLS.late),
  };
}

/** What the run's last model said of each row, one row before it. */
function ahead(lines: string[][], { columns, values }: EttData): Float64Array[] {
  const said = Array.from({ length: values.length + 1 }, () => new Float64Array(columns.length).fill(NaN));
  const last = lines[lines.length - 1][4];
  let row = 0;
  let time = "";
  for (const [, at, target, , model, value] of lines) {
    if (at !== time) [row, time] = [row + 1, at];
    if (model === last) said[row][columns.indexOf(target)] = Number(value);
  }
  return said;
}

/** RMSE of each model on monitors that run side by side. */
async function bidmc(folder: string): Promise<string[]> {
  const rows: { second: number; patient: string; line: string }[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith("_Numerics.csv")) continue;
    const lines = (await Deno.readTextFile(join(folder, name))).trim().split("\n").slice(1);
    lines.forEach((line, second) =>
      rows.push({ second, patient: name.slice(0, 8), line: line.replaceAll(" ", "") })
    );
  }
  rows.sort((a, b) => a.second - b.second || (a.patient < b.patient ? -1 : 1));
  const text = "patient,t,HR,PULSE,RESP,SpO2\n" +
    rows.map(({ patient, line }) => `${patient},${line}\n`).join("");
  const { scores } = await forecast(text, [
    ...["--series", "patient", "--time", "t", "--target", "HR,RESP,SpO2", "--features", "PULSE"],
    ...["--horizon", "10,30", "--warmup", "60", "--models", "naive,ewma,mlp,lstm,gru,ar,ensemble"],
  ]);
  return scoreTable(scores, ({ rmse }) => rmse.toPrecision(4), "RMSE, ");
}

/** Squared error against naive of the close. */
async function close(path: string, target: string): Promise<string[]> {
  const rows = await Deno.readTextFile(path);
  const { scores } = await forecast(rows, ["--target", target, "--horizon", "1,5"]);
  return scoreTable(
    scores,
    ({ skill, coverage }) =>
      `${(100 * skill).toFixed(2)} % (${(100 * coverage).toFixed(1)} % in the 90 % interval)`,
    "better than naive by, ",
  );
}

/** Models down, targets and horizons across. */
function scoreTable(
  scores: Finished["scores"],
  cell: (score: Finished["scores"][number]) => string,
  what: string,
): string[] {
  const cells = [...new Set(scores.map(({ target, horizon }) => `${target}, ${horizon} ahead`))];
  const models = [...new Set(scores.map(({ model }) => model))];
  return [
    `| model | ${cells.map((cell, i) => (i === 0 ? what : "") + cell).join(" | ")} |`,
    `| --- |${cells.map(() => " --- |").join("")}`,
    ...models.map((model) =>
      `| ${model} | ${scores.filter((score) => score.model === model).map(cell).join(" | ")} |`
    ),
  ];
}

interface Table {
  readonly part: string;
  readonly title: (path: string) => string;
  readonly make: (path: string) => Promise<string[]>;
}

const { beside, _: named } = parseArgs(Deno.args, { string: ["beside", "_"], boolean: ["write"] });
const MAINS = beside === undefined ? [MAIN] : [MAIN, String(beside)];

const TABLES: Record<string, Table> = {
  ett: { part: "accuracy", title: (path) => `${basename(path)}, one row ahead, all columns`, make: ett },
  bidmc: { part: "accuracy", title: () => "BIDMC bedside monitors side by side", make: bidmc },
  vix: { part: "accuracy", title: () => "VIX, daily close", make: (path) => close(path, "CLOSE") },
  sp500: {
    part: "accuracy",
    title: () => "S&P 500, daily close 2000-2020",
    make: (path) => close(path, "close"),
  },
  seasons: {
    part: "seasons",
    title: () => "Classic series, RMSE",
    make: (path) => seasonsTable(path, MAINS),
  },
  m4: { part: "seasons", title: () => "M4, hourly", make: (path) => m4Table(path, MAINS) },
};

if (import.meta.main) {
  const parts = new Map<string, string[]>();
  for (const arg of named) {
    const [name, path] = String(arg).split("=");
    if (path === undefined || !Object.hasOwn(TABLES, name)) {
      throw new Error(
        `Cannot measure "${arg}": give NAME=PATH with one of ${Object.keys(TABLES).join(", ")}`,
      );
    }
    const { part, title, make } = TABLES[name];
    const out = parts.get(part) ?? parts.set(part, []).get(part)!;
    out.push(`**${title(path)}**`, "", ...await make(path), "");
  }
  for (const [part, out] of parts) {
    out.push(`${machine()}; Deno ${Deno.version.deno}; seed 1.`);
    // deno-lint-ignore no-console -- a benchmark's result
    console.log(out.join("\n"));
    if (!Deno.args.includes("--write")) continue;
    const { begin, end } = markOf(part);
    const page = await Deno.readTextFile(PAGE);
    const [head, rest] = page.split(begin);
    await Deno.writeTextFile(PAGE, `${head}${begin}\n\n${out.join("\n")}\n\n${end}${rest.split(end)[1]}`);
  }
}
