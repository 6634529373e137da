import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { METRICS, type Score } from "../../src/evaluation/metrics.ts";
import { scoreTable } from "../../src/output/score_table.ts";
import { made } from "./scores.ts";

Deno.test("scoreTable() shows a block per target and horizon, best model first, columns aligned", () => {
  const naive = { model: "naive", n: 4900, baseUp: 0.534, skill: 0, mase: 1, direction: 0 };
  const gru = { model: "gru", n: 4900, baseUp: 0.534, mase: 0.98765, direction: 0.5123 };
  const table = scoreTable([
    made({ ...naive, mae: 8.1, rmse: 12.345678 }),
    made({ ...naive, horizon: 5, mae: 18.1, rmse: 22.25 }),
    made({ ...gru, mae: 7.91234, rmse: 12.1, skill: 0.0312, dmPValue: 0.0214 }),
    made({ ...gru, horizon: 5, mae: 20, rmse: 25, skill: -0.25, dmPValue: 1e-7 }),
  ]);
  assertEquals(
    table,
    [
      "           MAE   RMSE    MASE  direction     skill        p",
      "close, 1 row ahead: 4,900 forecasts scored, 53.4 % of moves up",
      "  gru    7.912  12.10  0.9877     51.2 %   +3.12 %    0.021",
      "  naive  8.100  12.35  1.0000      0.0 %    0.00 %        –",
      "close, 5 rows ahead: 4,900 forecasts scored, 53.4 % of moves up",
      "  naive  18.10  22.25  1.0000      0.0 %    0.00 %        –",
      "  gru    20.00  25.00  0.9877     51.2 %  -25.00 %  < 0.001",
    ].join("\n"),
  );
});

Deno.test("scoreTable() leaves out columns without a value, and is empty without scores", () => {
  const [heading] = scoreTable([made({ model: "naive", mae: 1 })]).split("\n");
  assertEquals(heading.trim(), "MAE");
  assertEquals(scoreTable([made({ model: "naive", n: 0 })]), "");
  assertEquals(scoreTable([]), "");
});

Deno.test("scoreTable() counts what it doesn't show", () => {
  const scores = Array.from({ length: 500 }, (_, i) => made({ model: "naive", target: `t${i}`, mae: i }));
  const lines = scoreTable(scores).split("\n");
  assert(lines.length <= 50, `${lines.length} lines`);
  assertEquals(lines.at(-1), "… 476 more blocks in --summary");
  const models = Array.from({ length: 100 }, (_, i) => made({ model: `m${i}`, mae: i }));
  assertEquals(scoreTable(models).split("\n").length, 102);
});

Deno.test("scoreTable() is at most 110 characters wide, every line of a block as wide as the heading", () => {
  const number = fc.double({ noDefaultInfinity: true });
  const share = fc.double({ min: 0, max: 1 });
  const name = fc.string({ minLength: 1, maxLength: 60, unit: "grapheme-ascii" });
  const score = fc.record({
    ...Object.fromEntries(
      Object.entries(METRICS).map(([name, { unit }]) => [name, unit === "share" ? share : number]),
    ),
    skill: fc.double({ max: 1 }),
    dmPValue: share,
    n: fc.integer({ min: 1, max: 1e9 }),
    model: name,
    target: name.map((text) => `t${text}`),
    horizon: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 20 }), (scores) => {
      const lines = scoreTable(scores as unknown as Score[]).split("\n");
      for (const line of lines) {
        assert(line.length <= 110, line);
        if (line.startsWith("  ")) assertEquals(line.length, lines[0].length);
      }
    }),
    { seed: 77, numRuns: 300 },
  );
});

Deno.test("scoreTable() bounds what it shows of an absurd skill and of a diverged model", () => {
  const table = scoreTable([
    made({ model: "naive", mae: 2.5, skill: 0 }),
    made({ model: "mlp", mae: 7.25e12, skill: -1e30, dmPValue: 0.9999 }),
  ]);
  assertStringIncludes(table, "2.500e+0");
  assertStringIncludes(table, "7.250e+12");
  assertStringIncludes(table, "< -999 %");
});

Deno.test("scoreTable() gives large and small numbers of a block the same decimals, seven digits at most", () => {
  const [, , small, large] = scoreTable([
    made({ model: "ar", mse: 1, mae: 0.0123 }),
    made({ model: "mlp", mse: 2, mae: 123456 }),
  ]).split("\n");
  assertEquals(small, "  ar        0.0");
  assertEquals(large, "  mlp  123456.0");
});

Deno.test("scoreTable() gives up columns only where they don't fit", () => {
  const size = 1.5e300;
  const facts = {
    mae: size,
    rmse: size,
    mase: size,
    width: size,
    scaledMse: size,
    direction: 1,
    coverage: 1,
  };
  const skilled = { ...facts, skill: 1, dmPValue: 0 };
  const headings = (model: string) =>
    scoreTable([made({ model, ...skilled })]).split("\n")[0].trim().split(/ +/);
  const all = ["MAE", "RMSE", "scaledMse", "MASE", "direction", "coverage", "width", "skill", "p"];
  assertEquals(headings("lstm"), all);
  assertEquals(headings("lstm".repeat(3)), all.filter((name) => name !== "width"));
  assertEquals(headings("lstm".repeat(5)), all.filter((name) => name !== "width" && name !== "scaledMse"));
});

Deno.test("scoreTable() fits a narrow terminal: errors and skill stay", () => {
  const all = Object.fromEntries(Object.keys(METRICS).map((name) => [name, 0.5]));
  const scores = ["lstm", "naive"].map((model) => made({ ...all, model, n: 4900, baseUp: 0.5 }));
  for (const width of [110, 80, 60]) {
    const [heading, , ...rows] = scoreTable(scores, width).split("\n");
    for (const line of [heading, ...rows]) assert(line.length <= width, line);
    for (const name of ["MAE", "RMSE", "skill", "p"]) assertStringIncludes(heading, name);
  }
});
