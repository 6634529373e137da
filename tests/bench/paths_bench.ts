import { loadKernels } from "../../src/kernels/wasm.ts";
import { records } from "../support/forecasts.ts";
import { pathCoverage } from "../generate/path_coverage.ts";

/**
 * How often what came lay in the middle 90 % of 200 paths of 24 rows, drawn at 307 of ETTh1's rows from 3,000 on, all seven
 * columns together; the models learn as the rows come:
 *
 *     deno run --allow-read tests/bench/paths_bench.ts ETTh1.csv
 */
const table = records(await Deno.readTextFile(Deno.args[0]));
const targets = ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"];
const found = pathCoverage({
  kernels: await loadKernels(),
  models: "lstm,gru,mlp,ar",
  targets,
  transform: "auto",
  times: table.map(({ date }) => Date.parse(date.replace(" ", "T") + "Z")),
  rows: table.map((row) => Float64Array.from(targets, (target) => Number(row[target]))),
  ...{ from: 3000, origins: 307, steps: 24, paths: 200 },
});
for (const { model, bySteps } of found) {
  const mean = bySteps.reduce((sum, share) => sum + share, 0) / bySteps.length;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const shown = [0, 5, 11, 23].map((step) => percent(bySteps[step])).join(", ");
  const line = `${model}: ${percent(mean)}; 1, 6, 12, 24 rows ahead: ${shown}\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
}
