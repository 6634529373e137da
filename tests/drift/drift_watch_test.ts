import { assert, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { Drift } from "../../src/drift/drift.ts";
import { type DriftOptions, DriftWatch } from "../../src/drift/drift_watch.ts";
import { driftWords } from "../../src/drift/drift_words.ts";
import { ErrorWatch } from "../../src/drift/error_watch.ts";
import { type DetectorName, DETECTORS } from "../../src/drift/registry.ts";
import { assertContinues } from "../support/continues.ts";
import { ERROR_STREAMS, ERRORS } from "./made_streams.ts";

const NAMES = Object.keys(DETECTORS) as DetectorName[];
const OPTIONS: DriftOptions = {
  models: ["good", "bad"],
  targets: ["a", "b"],
  horizons: [1, 3],
  detectors: NAMES,
};

/** Rows at which an `ErrorWatch` with a detector gives the alarm. */
function alarms(name: DetectorName, errors: readonly number[]): number[] {
  const watch = new ErrorWatch([DETECTORS[name]], 1);
  return errors.flatMap((error, t) => watch.update(error, 1) >= 0 ? [t] : []);
}

function errorsOf(stream: string, seed: number): number[] {
  const { next } = ERROR_STREAMS.find(({ name }) => name === stream)!;
  const random = new Random(seed);
  let error = 0;
  return Array.from({ length: ERRORS }, (_, t) => error = next(t, random, error));
}

for (const name of NAMES) {
  Deno.test(`DETECTORS.${name} finds a shift of two deviations within 200 errors, and nothing before it`, () => {
    for (let seed = 1; seed <= 5; seed++) {
      const found = alarms(name, errorsOf("mean + 2 σ", seed));
      assertEquals(found.filter((t) => t < ERRORS / 2), []);
      assert(found.length > 0 && found[0] < ERRORS / 2 + 200, `${name}, seed ${seed}: ${found}`);
    }
  });

  Deno.test(`DETECTORS.${name} is quiet on errors of one kind, however they are spread or alike`, () => {
    for (const stream of ["independent, normal", "heavy tails (Student t, 3)", "alike (AR(1), 0.8)"]) {
      const found = [1, 2, 3, 4, 5].flatMap((seed) => alarms(name, errorsOf(stream, seed)));
      assertEquals(found, [], stream);
    }
  });

  Deno.test(`DETECTORS.${name} does not care for the errors' unit`, () => {
    const errors = errorsOf("mean + 2 σ", 7);
    assertEquals(alarms(name, errors.map((error) => 1024 * error)), alarms(name, errors));
  });

  Deno.test(`DETECTORS.${name} continues bit for bit`, () => {
    const errors = errorsOf("σ × 3", 3);
    assertContinues(
      () => new ErrorWatch([DETECTORS[name]], 2),
      (watch) => errors.slice(0, 4990).forEach((error) => watch.update(error, 1)),
      (watch) => errors.slice(4990).map((error) => watch.update(error, 1)),
    );
  });
}

Deno.test("ErrorWatch gives one alarm for one change", () => {
  for (const stream of ["mean + 2 σ", "σ × 3"]) {
    const watch = new ErrorWatch(NAMES.map((name) => DETECTORS[name]), 1);
    const found = errorsOf(stream, 1).filter((error) => watch.update(error, 1) >= 0);
    assertEquals(found.length, 1, stream);
  }
});

Deno.test("ErrorWatch gives no alarm within 200 errors of another, whatever comes", () => {
  const alarmist = {
    summary: "",
    reference: "",
    create: () => ({ update: () => "drift" as const, reset() {}, persist() {} }),
  };
  const watch = new ErrorWatch([alarmist], 1);
  const random = new Random(6);
  const found: number[] = [];
  for (let t = 0; t < 1000; t++) {
    if (watch.update(random.normal(), 1) >= 0) found.push(t);
  }
  assert(found.length >= 4, `${found}`);
  found.slice(1).forEach((t, i) => assert(t - found[i] >= 200, `${found}`));
});

Deno.test("ErrorWatch takes no offence where the series itself moves more", () => {
  const random = new Random(5);
  const watch = new ErrorWatch(NAMES.map((name) => DETECTORS[name]), 1);
  for (let t = 0; t < 6000; t++) {
    const wild = t > 3000 ? 4 : 1;
    assertEquals(watch.update(wild * random.normal(), wild), -1, `row ${t}`);
  }
});

/**
 * Feeds rows: actuals are noise; the model "bad" is `offset` off on target b from row 500 on. Returns the
 * alarms by row.
 */
function play(watch: DriftWatch, rows: readonly number[], offset: number, missing = false): string[] {
  const random = new Random(9 + rows[0]);
  const told: string[] = [];
  const last = new Float64Array(2);
  for (const t of rows) {
    const actuals = Float64Array.of(random.normal(), missing && t % 3 === 0 ? NaN : random.normal());
    for (const { model, target, detector } of watch.settle(actuals)) {
      told.push(`${t}: ${OPTIONS.models[model]} ${OPTIONS.targets[target]} ${NAMES[detector]}`);
    }
    const forecasts = new Float64Array(8).fill(999); // horizon 3 is not watched
    for (const cell of [0, 2, 4, 6]) forecasts[cell] = cell === 6 && t >= 500 ? offset : 0;
    watch.issue(forecasts, last);
    actuals.forEach((actual, k) => last[k] = actual === actual ? actual : last[k]);
  }
  return told;
}

const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

Deno.test("DriftWatch tells which model's errors on which target have drifted, and nothing else", () => {
  const told = play(new DriftWatch(OPTIONS), rows(0, 800), -3);
  assertEquals(told.length, 1);
  const [, row, what] = told[0].match(/^(\d+): (.*)$/)!;
  assertEquals(what, "bad b page-hinkley");
  assert(Number(row) > 500 && Number(row) < 530, row);
  assertEquals(play(new DriftWatch(OPTIONS), rows(0, 800), 0), []);
});

Deno.test("DriftWatch leaves missing values out", () => {
  const told = play(new DriftWatch(OPTIONS), rows(0, 900), -3, true);
  assertEquals(told.length, 1, told.join());
});

Deno.test("DriftWatch holds a forecast against the row that it spoke of", () => {
  const options = { ...OPTIONS, models: ["m"], targets: ["a"], horizons: [3] };
  const watch = new DriftWatch(options);
  // y = t, and the forecast for 3 rows ahead is exact, until it is late by a row from row 400 on.
  const alarmed: number[] = [];
  const random = new Random(1);
  const noise = Array.from({ length: 900 }, () => 0.1 * random.normal());
  for (let t = 0; t < 900; t++) {
    if (watch.settle(Float64Array.of(t + noise[t])).length > 0) alarmed.push(t);
    watch.issue(Float64Array.of(t + (t < 400 ? 3 : 2)), Float64Array.of(t));
  }
  assertEquals(alarmed.length, 1);
  assert(alarmed[0] > 403 && alarmed[0] < 460, `${alarmed}`);
});

Deno.test("DriftWatch continues bit for bit", () => {
  assertContinues(
    () => new DriftWatch(OPTIONS),
    (watch) => play(watch, rows(0, 510), -2),
    (watch) => play(watch, rows(510, 900), -2),
  );
});

Deno.test("Drift counts alarms by model, and keeps the rows of the last ten", () => {
  const drift = new Drift(OPTIONS);
  for (let row = 1; row <= 12; row++) drift.count({ model: 1, target: 0, detector: 0 }, 100 * row, 0);
  drift.count({ model: 0, target: 1, detector: 1 }, 7, 0);
  const expected = [
    { model: "good", alarms: 1, lastRows: [7] },
    { model: "bad", alarms: 12, lastRows: [300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200] },
  ];
  assertEquals(drift.report(), expected);
  assertEquals(driftWords(expected), [
    "Drift was seen in the errors of good (1 alarm, in row 7) and bad (12 alarms, the last in row 1200).",
  ]);
  assertEquals(driftWords(new Drift(OPTIONS).report()), []);
  assertContinues(
    () => new Drift(OPTIONS),
    (it) => it.count({ model: 1, target: 0, detector: 0 }, 5, 0),
    (it) => it.report(),
  );
});
