import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Score } from "../../src/evaluation/metrics.ts";
import { conclusions } from "../../src/output/conclusions.ts";
import { made } from "./scores.ts";

const RUN = { rows: 1000, series: 1, warmup: 100 };
const naive = made({ model: "naive", skill: 0 });

function said(scores: readonly Score[]): string {
  return conclusions(scores, RUN).join("\n");
}

Deno.test("conclusions() name the best model, by how much, and that it is significant", () => {
  assertEquals(
    said([
      naive,
      made({ model: "gru", skill: 0.0261, dmPValue: 0.003 }),
      made({ model: "mlp", skill: -0.1 }),
    ]),
    "Best on close, 1 row ahead: gru; its squared error is 2.6 % smaller than repeating the last value's, " +
      "a significant difference (p = 0.003).",
  );
  assertEquals(
    said([made({ model: "gru", horizon: 5, skill: 0.35, dmPValue: 1e-9 })]),
    "Best on close, 5 rows ahead: gru; its squared error is 35 % smaller than repeating the last value's, " +
      "a significant difference (p < 0.001).",
  );
});

Deno.test("conclusions() never call an error 100 % smaller that isn't zero", () => {
  assertStringIncludes(said([naive, made({ model: "ar", skill: 0.9999 })]), "is over 99 % smaller than");
  assertStringIncludes(said([naive, made({ model: "ar", skill: 1 })]), "is 100 % smaller than");
});

Deno.test("conclusions() say that an advantage may be luck, from p = 0.05 on", () => {
  const close =
    "Best on close, 1 row ahead: gru; its squared error is 0.40 % smaller than repeating the last value's, ";
  assertEquals(
    said([naive, made({ model: "gru", skill: 0.004, dmPValue: 0.05 })]),
    close + "but the difference is not significant (p = 0.050): it may be luck.",
  );
  assertEquals(
    said([naive, made({ model: "gru", skill: 0.004, n: 30 })]),
    close + "which 30 scored rows are too few to test.",
  );
});

Deno.test("conclusions() say in plain words that nothing beat repeating the last value", () => {
  assertEquals(
    said([
      made({ model: "mlp", skill: -2.4, dmPValue: 0.2 }),
      made({ model: "lstm", skill: -0.00002, dmPValue: 0.9 }),
      naive,
    ]),
    "Nothing beat repeating the last value on close, 1 row ahead: the closest, lstm, has a squared error " +
      "less than 0.01 % larger, but the difference is not significant (p = 0.900): it may be luck.",
  );
  assertEquals(
    said([naive, made({ model: "mlp", skill: -2.4, dmPValue: 0.001 })]),
    "Nothing beat repeating the last value on close, 1 row ahead: the closest, mlp, has a squared error " +
      "3.4 times as large, a significant difference (p = 0.001).",
  );
});

Deno.test("conclusions() say so where there is nothing to compare", () => {
  assertEquals(
    said([naive, made({ model: "frozen", skill: 0 })]),
    "No model said anything but the last value on close, 1 row ahead: there is nothing to compare.",
  );
  assertEquals(
    said([made({ model: "lstm", mse: 1 }), made({ model: "naive", mse: 0 })]),
    "Repeating the last value was exact on close, 1 row ahead: it never moved.",
  );
  assertEquals(
    said([made({ model: "lstm", mse: 0, baseUp: 0.5 }), made({ model: "naive", mse: 0, baseUp: 0.5 })]),
    "Squared errors on close, 1 row ahead are too small or too large for a number: give the column another unit.",
  );
});

Deno.test("conclusions() say why nothing was scored, and what to do", () => {
  const nothing = [made({ model: "lstm", n: 0 })];
  assertEquals(conclusions(nothing, { rows: 80, series: 1, warmup: 100 }), [
    "Nothing was scored in 80 rows: a series' warm-up is its first 100 rows. " +
    "Feed more rows, or lower --warmup.",
  ]);
  assertEquals(conclusions(nothing, { rows: 1500, series: 20, warmup: 100 }), [
    "Nothing was scored in 1,500 rows of 20 series: a series' warm-up is its first 100 rows. " +
    "Feed more rows, or lower --warmup.",
  ]);
  assertEquals(conclusions(nothing, { rows: 1, series: 1, warmup: 1 }), [
    "Nothing was scored in 1 row: a series' warm-up is its first 1 row. Feed more rows, or lower --warmup.",
  ]);
  assertEquals(conclusions(nothing, { rows: 500, series: 1, warmup: 100 }), [
    "Nothing was scored in 500 rows: no forecast's row has come with its target filled. " +
    "Check the target's column, or shorten --horizon.",
  ]);
});

Deno.test("conclusions() mention a target or horizon that was never scored beside those that were", () => {
  const lines = conclusions([naive, made({ model: "naive", horizon: 2000, n: 0 })], RUN);
  assertEquals(lines.length, 2);
  assertEquals(
    lines[1],
    "Nothing was scored on close, 2000 rows ahead: no forecast's row has come with its target filled.",
  );
});

/** Two models beside naive; lstm wins at horizons up to `wins`. */
function manyHorizons(target: string, horizons: number, wins: number): Score[] {
  return Array.from({ length: horizons }, (_, i) => i + 1).flatMap((horizon) => {
    const skill = horizon <= wins ? 0.1 / horizon : -0.1;
    return [
      made({ model: "lstm", target, horizon, skill, dmPValue: horizon <= 2 ? 0.01 : 0.5 }),
      made({ model: "gru", target, horizon, skill: horizon === 1 ? 0.2 : -0.2, dmPValue: 0.01 }),
      made({ model: "naive", target, horizon, skill: 0 }),
    ];
  });
}

Deno.test("conclusions() draw many horizons together, a line or two per target", () => {
  assertEquals(conclusions([...manyHorizons("hr", 8, 6), ...manyHorizons("spo2", 3, 3)], RUN), [
    "Best on hr at 8 horizons: lstm on 5, gru on 1; squared errors 1.7 % to 20 % smaller than repeating the last " +
    "value's, a significant difference (p < 0.05) on 2 of 8.",
    "Nothing beat repeating the last value on hr, 7 rows ahead; hr, 8 rows ahead.",
    "Best on spo2 at 3 horizons: lstm on 2, gru on 1; squared errors 3.3 % to 20 % smaller than repeating the last " +
    "value's, a significant difference (p < 0.05) on 2 of 3.",
  ]);
});

Deno.test("conclusions() draw many targets together into three lines at most", () => {
  const targets = Array.from({ length: 300 }, (_, i) => `t${i}`);
  const unscored = made({ model: "lstm", target: "gone", n: 0 });
  const lines = conclusions([...targets.flatMap((target) => manyHorizons(target, 3, 2)), unscored], RUN);
  assertEquals(lines, [
    "Best on 900 targets and horizons: gru on 300, lstm on 300; squared errors 5.0 % to 20 % smaller than repeating " +
    "the last value's, a significant difference (p < 0.05) on 600 of 900.",
    "Nothing beat repeating the last value on t0, 3 rows ahead; t1, 3 rows ahead; t2, 3 rows ahead; " +
    "t3, 3 rows ahead; and 296 more.",
    "Nothing was scored on gone, 1 row ahead.",
  ]);
  const lost = targets.map((target) => made({ model: "lstm", target, skill: -0.1, dmPValue: 0.3 }));
  assertEquals(conclusions(lost, RUN), [
    "Nothing beat repeating the last value on any of 300 targets and horizons.",
  ]);
});

Deno.test("conclusions() let no column name move the terminal's cursor or break a line", () => {
  const [line] = conclusions([made({ model: "naive", target: "a\u001b[2J\nb", skill: 0 })], RUN);
  assertEquals(
    line,
    "No model said anything but the last value on a�[2J�b, 1 row ahead: there is nothing to compare.",
  );
});
