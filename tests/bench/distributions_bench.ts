/**
 * How good the distributions around forecasts are on real data, through the command line as a user would run it, one set
 * after the other on one core.
 *
 *     deno task bench:distributions ../shared/data --save today.json
 *     deno task bench:distributions ../shared/data --beside today.json [--sets sp500,vix] [--models naive,ensemble]
 *
 * The data's folder is given by path (`distributions/sets.ts` says what is looked for there). For every set, target, horizon and model, from row 500 on: interval score at 90 and 95 % and CRPS, each by what
 * the file of `--beside` has (made by another version with `--program MAIN --save FILE`); coverage at 50, 80, 90, 95 and 98 %;
 * p-values of Kupiec and of Christoffersen at 90, 95 and 98 %; and of the 90 % interval its coverage by hour, by tercile
 * of its width, after a miss, and over rows 20 to 150. `best`: the ensemble's CRPS by that of its best member. On prices also the
 * score by those of GARCH(1,1)-t, GJR-GARCH and RiskMetrics (`fixtures/peers/garch.py`).
 */
import { machine } from "./measure.ts";
import { type Outcomes, readActuals, readOutcomes } from "./distributions/outcomes.ts";
import { type DistributionScores, judge, LEVELS } from "./distributions/scores.ts";
import { type DistributionSet, SETS } from "./distributions/sets.ts";

/** By set, target, horizon and model. */
type Figures = Record<string, DistributionScores>;

/** What `fixtures/peers/garch.py` made: by set, peer, horizon and level. */
type Peers = Record<string, Record<string, Record<string, Record<string, { readonly score: number }>>>>;

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Runs a program on a set's rows, and judges what it said. */
async function measure(program: string | undefined, set: DistributionSet, root: string): Promise<Figures> {
  const rows = await set.rows(root);
  const input = await Deno.makeTempFile();
  await Deno.writeTextFile(input, rows);
  const args = [...set.args, "--interval", LEVELS.join(","), "--quiet", "--input", input];
  if (program === undefined) args.push("--quantiles", "0.5"); // another version may not know it
  const run = new Deno.Command(Deno.execPath(), { args: ["run", "--allow-read", program ?? MAIN, ...args] });
  const { success, stdout, stderr } = await run.output();
  await Deno.remove(input);
  if (!success) {
    throw new Error(`${program ?? MAIN} failed on ${set.name}: ${new TextDecoder().decode(stderr)}`);
  }
  const targets = optionOf(args, "--target")?.split(",") ?? [];
  const actuals = readActuals(rows, targets, optionOf(args, "--series") ?? "");
  const figures: Figures = {};
  for (const outcomes of readOutcomes(new TextDecoder().decode(stdout), actuals, targets)) {
    figures[nameOf(set, outcomes)] = judge(outcomes);
  }
  return figures;
}

function nameOf({ name }: DistributionSet, { target, horizon, model }: Outcomes): string {
  return [name, target, horizon, model].join(" ");
}

/** One line for each of the models that are asked for. */
function table(figures: Figures, beside: Figures, models: readonly string[]): string[] {
  const lines = [
    "| set, target, horizon, model | score 95 | score 90 | CRPS | best | coverage 50 80 90 95 98 | Kupiec 90 95 98 " +
    "| Christoffersen 90 95 98 | hours | terciles | after a miss | rows 20-150 (with one) |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
  ];
  for (const [name, of] of Object.entries(figures)) {
    const [cell, model] = [name.slice(0, name.lastIndexOf(" ")), name.slice(name.lastIndexOf(" ") + 1)];
    if (!models.includes(model)) continue;
    const before = beside[name];
    const members = Object.entries(figures)
      .filter(([other]) => other.startsWith(`${cell} `) && other !== name).map(([, { crps }]) => crps);
    lines.push(`| ${
      [
        name,
        ratio(of.score95, before?.score95),
        ratio(of.score90, before?.score90),
        ratio(of.crps, before?.crps),
        model === "ensemble" ? ratio(of.crps, Math.min(...members)) : "",
        of.coverage.map(percent).join(" "),
        of.kupiec.slice(2).map(decimals).join(" "),
        of.christoffersen.slice(2).map(decimals).join(" "),
        of.hours.map(percent).join("-"),
        of.terciles.map(percent).join(" "),
        percent(of.afterMiss),
        `${percent(of.young)} (${percent(of.youngKnown)})`,
      ].join(" | ")
    } |`);
  }
  return lines;
}

/** Interval scores at 95 % by those of models that are made for volatility: below 1 is better than they are. */
function peerTable(figures: Figures, peers: Peers): string[] {
  const cells = Object.entries(peers).flatMap(([set, of]) =>
    Object.entries(figures).filter(([name]) => name.startsWith(`${set} `) && /(naive|ensemble)$/.test(name))
      .map(([name, { score95 }]) => ({ name, score95, of, horizon: name.split(" ")[2] }))
  );
  if (cells.length === 0) return [];
  const names = Object.keys(cells[0].of);
  return [
    "",
    `| interval score at 95 %, ours by | ${names.join(" | ")} |`,
    `| --- |${names.map(() => " --- |").join("")}`,
    ...cells.map(({ name, score95, of, horizon }) =>
      `| ${name} | ${names.map((peer) => ratio(score95, of[peer][horizon]["0.95"].score)).join(" | ")} |`
    ),
  ];
}

const percent = (share: number | null) =>
  share === null || !Number.isFinite(share) ? "–" : (100 * share).toFixed(1);
const decimals = (p: number) => Number.isFinite(p) ? p.toFixed(2) : "–";
/** By the other figure, or the figure itself where there is no other. */
const ratio = (figure: number, by: number | undefined) =>
  typeof by === "number" ? (figure / by).toFixed(3) : figure.toPrecision(4);

async function readPeers(): Promise<Peers> {
  const path = new URL("../../fixtures/peers/garch.json", import.meta.url);
  return JSON.parse(await Deno.readTextFile(path));
}

/** What stands behind an option in a list of arguments. */
function optionOf(args: readonly string[], name: string): string | undefined {
  return args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
}

if (import.meta.main) {
  const [root, ...args] = Deno.args;
  if (root === undefined) throw new Error("Cannot measure: expected the folder of the data, got no argument");
  const wanted = optionOf(args, "--sets")?.split(",");
  const figures: Figures = {};
  for (const set of SETS.filter(({ name }) => wanted?.includes(name) ?? true)) {
    Object.assign(figures, await measure(optionOf(args, "--program"), set, root));
  }
  const [save, beside] = [optionOf(args, "--save"), optionOf(args, "--beside")];
  if (save !== undefined) await Deno.writeTextFile(save, JSON.stringify(figures, null, 1));
  const before = beside === undefined ? {} : JSON.parse(await Deno.readTextFile(beside));
  const models = optionOf(args, "--models")?.split(",") ?? ["naive", "ensemble"];
  // deno-lint-ignore no-console -- a benchmark's result
  console.log([...table(figures, before, models), ...peerTable(figures, await readPeers())].join("\n"));
  // deno-lint-ignore no-console -- likewise
  console.log(`\n${machine()}; Deno ${Deno.version.deno}; seed 1.`);
}
