import { assertEquals, assertStringIncludes } from "@std/assert";
import { summaryJson } from "../../src/output/summary.ts";
import { made } from "./scores.ts";

const RUN = {
  models: [{ name: "ensemble", updates: 3, loss: NaN, weights: { lstm: 0.75, ar: 0.25 } }],
  configuration: { target: ["close"], horizon: [1], ["__proto__"]: 7 },
  kernels: "wasm-simd",
  seed: 1,
  rowsPerSecond: 2500.5,
  seconds: 0.4,
  series: 1,
  skipped: 2,
  rows: 1000,
  command: "forecast",
  version: "0.1.0",
};

Deno.test("summaryJson() keeps one order, one score a line, and null for what is no number", () => {
  const scores = [
    made({ model: "lstm", mae: 0.1 + 0.2, skill: 0.5 }),
    made({ model: "naive", mae: Infinity }),
  ];
  assertEquals(
    summaryJson(RUN, scores),
    `{
  "version": "0.1.0",
  "command": "forecast",
  "rows": 1000,
  "skipped": 2,
  "series": 1,
  "seconds": 0.4,
  "rowsPerSecond": 2500.5,
  "seed": 1,
  "kernels": "wasm-simd",
  "configuration": {
    "target": [
      "close"
    ],
    "horizon": [
      1
    ],
    "__proto__": 7
  },
  "models": [
    {
      "name": "ensemble",
      "updates": 3,
      "loss": null,
      "weights": {
        "lstm": 0.75,
        "ar": 0.25
      }
    }
  ],
  "scores": [
    {"model":"lstm","target":"close","horizon":1,"n":900,"mae":0.30000000000000004,"rmse":null,"mse":0.5,` +
      `"scaledMse":null,"mase":null,"smape":null,"direction":null,"baseUp":null,"coverage":null,"width":null,` +
      `"pinball":null,"intervalScore":null,"coverageLast":null,"widthLast":null,"pinballLast":null,` +
      `"intervalScoreLast":null,"coverageLeast":null,` +
      `"coverageMost":null,"kupiecPValue":null,"christoffersenPValue":null,"crps":null,"crpsLast":null,"skill":0.5,"dmPValue":null},
    {"model":"naive","target":"close","horizon":1,"n":900,"mae":null,"rmse":null,"mse":null,` +
      `"scaledMse":null,"mase":null,"smape":null,"direction":null,"baseUp":null,"coverage":null,"width":null,` +
      `"pinball":null,"intervalScore":null,"coverageLast":null,"widthLast":null,"pinballLast":null,` +
      `"intervalScoreLast":null,"coverageLeast":null,` +
      `"coverageMost":null,"kupiecPValue":null,"christoffersenPValue":null,"crps":null,"crpsLast":null,"skill":null,"dmPValue":null}
  ]
}
`,
  );
});

Deno.test("summaryJson() is JSON whatever the names hold, and with no scores at all", () => {
  const target = 'a "quoted"\ncolumn, __proto__\u0007';
  const parsed = JSON.parse(summaryJson({ ...RUN, models: [] }, [made({ model: "lstm", target })]));
  assertEquals(parsed.scores[0].target, target);
  const empty = summaryJson({ ...RUN, models: [], configuration: {} }, []);
  assertEquals(JSON.parse(empty).scores, []);
  assertStringIncludes(empty, '"models": []');
});
