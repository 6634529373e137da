import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertMatch,
  assertThrows,
} from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadBuild } from "../../src/kernels/wasm.ts";
import { descend, type DescentStep } from "../../src/lessons/exploding.ts";
import { gradientProfile } from "../../src/lessons/gradient_profile.ts";
import { gradients } from "../../src/lessons/gradients.ts";
import { RecallBatch } from "../../src/lessons/recall_task.ts";
import { StreamSequences } from "../../src/lessons/stream_sequences.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import { give, rowsOf } from "./giving.ts";

Deno.test("gradientProfile is what finite differences of the states give", () => {
  const [lags, hidden] = [5, 3];
  for (const cell of Object.values(CELLS)) {
    const kernels = createReference();
    const random = new Random(4);
    const sizes = { inputs: 2, hidden, layers: 1, outputs: 1, skip: false };
    const network = new RecurrentNetwork(kernels, cell, sizes, random);
    network.parameters.write("head.weight", [1, -0.5, 2]);
    const sequences = new RecallBatch(1, lags, 0);
    sequences.draw(random);
    const profile = gradientProfile(kernels, network, sequences, lags);
    const { stateLength } = network;
    const head = Math.hypot(1, -0.5, 2);

    network.plan([lags], 1);
    const answer = (k: number, unit: number, shift: number) => {
      network.plan([lags], 1);
      for (let t = 0; t < lags; t++) sequences.write(0, lags - t, kernels.memory, network.inputRow(t, 0));
      network.moveStates(0, 0, new Float64Array(stateLength), true);
      network.forward();
      const states = new Float64Array(stateLength);
      network.moveStates(lags - k, 0, states, false);
      states[unit] += shift;
      network.moveStates(lags - k, 0, states, true);
      network.forward(lags - k);
      return kernels.memory[network.outputRow(lags - 1, 0)];
    };
    for (let k = 1; k <= lags; k++) {
      const slope = (unit: number) => (answer(k, unit, 1e-6) - answer(k, unit, -1e-6)) / 2e-6;
      const norm = (from: number) => Math.hypot(...[0, 1, 2].map((unit) => slope(from + unit))) / head;
      assertAlmostEquals(profile.byState[k - 1], norm(0), 1e-7, `${cell.name}, lag ${k}`);
      if (cell.hasCellState) assertAlmostEquals(profile.byCell![k - 1], norm(stateLength / 2), 1e-7);
    }
  }
});

Deno.test("gradients: the linear case is w to the power of k, to the last digits of float64", async () => {
  const linear = rowsOf(await give(gradients, 0.001)).filter(({ experiment }) => experiment === "linear");
  assertEquals(linear.length, 4 * 30);
  for (const { gradient, expected } of linear) {
    assertLess(Math.abs(Number(gradient) / Number(expected) - 1), 1e-14);
  }
});

Deno.test("gradients: at first lstm keeps more than rnn, and training teaches it to keep more", async () => {
  const rows = rowsOf(await give(gradients, 0.5));
  const left = (when: string, name: string) =>
    Number(rows.find((row) => row.experiment === when && row.model === name && row.k === 30)?.gradient);
  assertGreater(left("initial", "lstm"), 100 * left("initial", "rnn"));
  assertGreater(left("trained", "lstm"), 100 * left("initial", "lstm"));
});

Deno.test("gradients: unclipped the descent loses all numbers and says so, clipped and with usual weights it does not", async () => {
  for (const build of ["wasm-relaxed-simd", "wasm-simd"] as const) {
    const result = await give(gradients, 0.2, { kernels: await loadBuild(build) });
    const exploding = rowsOf(result).filter(({ experiment }) => experiment === "exploding");
    const last = (name: string) => exploding.findLast(({ model }) => model === name);
    assertEquals([last("unclipped")?.gradient, last("unclipped")?.loss], ["NaN", "NaN"], build);
    for (const name of ["clipped", "usual weights"]) {
      assertLess(Number(last(name)?.loss), 10, `${build}, ${name}`);
    }
    assert(exploding.some(({ gradient }) => Number(gradient) > 1e4), build);
    assertMatch(
      result.explanation[2],
      /unclipped descent had lost all numbers by update \d+, clipped to norm 1 it never met/,
    );
  }
});

Deno.test("descend: every seed explodes unclipped, none does clipped, and none with weights of the usual size", async () => {
  // A chaotic descent: two builds, which round otherwise, and many seeds, so that no luck passes.
  const lost = (steps: DescentStep[]) => steps.some(({ loss }) => !(loss < 1e9));
  for (
    const kernels of [await loadBuild("wasm-relaxed-simd"), await loadBuild("wasm-simd"), createReference()]
  ) {
    for (let seed = 1; seed <= 8; seed++) {
      const about = `${kernels.name}, seed ${seed}`;
      assert(lost(descend(kernels, { gain: 4, clip: Infinity }, 60, seed)), about);
      for (const descent of [{ gain: 4, clip: 1 }, { gain: 1, clip: Infinity }]) {
        for (const { loss } of descend(kernels, descent, 60, seed)) assertLess(loss, 100, about);
      }
    }
  }
});

Deno.test("gradients: looks at a stream, and says what it needs of one", async () => {
  const random = new Random(1);
  const values = Float64Array.from({ length: 500 }, () => random.normal());
  const stream = { name: "y of rows.csv", series: [values] };
  const { explanation } = await give(gradients, 0.005, { stream });
  assert(explanation[0].includes("the changes of y of rows.csv"));
  const short = { name: "y", series: [values.slice(0, 100), values.slice(100, 200)] };
  await give(gradients, 0.005, { stream: short }).then(
    () => assert(false),
    (error) =>
      assertThrows(
        () => {
          throw error;
        },
        UsageError,
        "expected at least 120",
      ),
  );
});

Deno.test("StreamSequences: a row back is a change back, and the label is the change that came next", () => {
  const values = Float64Array.from({ length: 200 }, (_, i) => i * i); // changes 1, 3, 5 …
  const sequences = new StreamSequences([values], 16, 20, [0, 1]);
  sequences.draw(new Random(2));
  const row = new Float64Array(1);
  for (let b = 0; b < 16; b++) {
    const seen = Array.from({ length: 20 }, (_, i) => {
      sequences.write(b, i + 1, row, 0);
      return row[0];
    });
    const step = sequences.labels[b] - seen[0];
    assertGreater(step, 0);
    seen.forEach((value, i) => assertAlmostEquals(value, sequences.labels[b] - (i + 1) * step, 1e-9));
  }
});

Deno.test("StreamSequences: no stretch reaches from one series into another", () => {
  const ramp = (from: number, by: number) => Float64Array.from({ length: 30 }, (_, i) => from + by * i);
  const sequences = new StreamSequences([ramp(0, 1), ramp(500, 1).subarray(0, 12), ramp(900, 3)], 64, 20, [
    0,
    1,
  ]);
  sequences.draw(new Random(2));
  const row = new Float64Array(1);
  for (let b = 0; b < 64; b++) {
    for (let back = 1; back <= 20; back++) {
      sequences.write(b, back, row, 0);
      assertEquals(
        row[0],
        sequences.labels[b],
        "changes are alike within a series, and differ from one to the other",
      );
    }
  }
  assertEquals(new Set(sequences.labels).size, 2, "the series that is too short is never drawn");
});

Deno.test("StreamSequences: what is tested on is never a label that was learned, in any series", () => {
  const squares = (from: number) => Float64Array.from({ length: 120 }, (_, i) => (from + i) ** 2); // no change comes twice
  const series = [squares(0), squares(1000)];
  const labels = (part: readonly [number, number]) => {
    const sequences = new StreamSequences(series, 2000, 20, part);
    sequences.draw(new Random(3));
    return new Set(sequences.labels);
  };
  const [learned, tested] = [labels([0, 0.7]), labels([0.7, 1])];
  assertEquals([learned.size, tested.size], [2 * 70, 2 * 29], "of the 99 places of each series");
  assert(learned.isDisjointFrom(tested));
  const [earlier, later] = [learned, tested].map((found) => [...found].filter((change) => change < 0));
  assertLess(Math.max(...earlier), Math.min(...later), "it came later");
});
