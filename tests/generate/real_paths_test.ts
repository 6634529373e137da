import { assert } from "@std/assert";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { firstRows, records } from "../support/forecasts.ts";
import { pathCoverage } from "./path_coverage.ts";

Deno.test("samplePaths() of twenty years of prices: nine of ten closes of the next 24 days lie in nine tenths of the paths", async () => {
  const table = records(await firstRows("sp500.csv", 6000));
  const found = pathCoverage({
    kernels: await loadKernels(),
    models: "gru,ar,naive",
    targets: ["close"],
    transform: "log-return",
    times: table.map(({ date }) => Date.parse(date)),
    rows: table.map(({ close }) => Float64Array.of(Number(close))),
    ...{ from: 1000, origins: 80, steps: 24, paths: 100 },
  });
  for (const { model, bySteps } of found) {
    const mean = bySteps.reduce((sum, share) => sum + share, 0) / bySteps.length;
    assert(mean > 0.8 && mean < 0.97, `${model}: ${mean}`);
    // Eighty origins: a share of 0.9 is off by 0.07 twice in a hundred times.
    for (const share of bySteps) assert(share > 0.75, `${model} by step: ${bySteps}`);
  }
});
