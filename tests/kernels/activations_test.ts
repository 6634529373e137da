import { assert, assertEquals, assertLess } from "@std/assert";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { BUILDS, Mirror } from "./mirror.ts";

/**
 * Runs the values through the gates of a cell whose recurrent weights are zero: `tanh` of rnn, `σ` of the
 * LSTM's i.
 */
function activated(kernels: Kernels, gate: "tanh" | "sigmoid", values: readonly number[]): Float32Array {
  const units = 8;
  const columns = gate === "tanh" ? units : 4 * units;
  const rows = values.length / units;
  const heap = new Mirror(kernels, 0);
  const [h, hNext] = [heap.zeros(rows * (units + 4)).fast, heap.zeros(rows * (units + 4)).fast];
  const [c, cNext, cache] = [0, 1, 2].map(() => heap.zeros(rows * units).fast);
  const z = heap.zeros(rows * columns).fast;
  const whh = heap.zeros(columns * units).fast;
  values.forEach((value, i) => kernels.memory[z + Math.floor(i / units) * columns + i % units] = value);
  const twin = kernels.twins[gate === "tanh" ? "rnn" : "lstm"];
  twin.forward(whh, z, columns, h, hNext, c, cNext, cache, rows, units, 1);
  return Float32Array.from(
    values,
    (_, i) => kernels.memory[z + Math.floor(i / units) * columns + i % units],
  );
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Every size from 1e-30 to 100 and a fine sweep between, both signs, as float32. */
const SWEEP = [...Float32Array.from({ length: 80_000 }, (_, i) => {
  const x = i < 10_000 ? 10 ** (-30 + 32 * i / 10_000) : (i - 10_000) * 12 / 70_000;
  return i % 2 === 0 ? x : -x;
})];

for (const kernels of BUILDS) {
  Deno.test(`tanh of ${kernels.name} is exact to 3e-7 of its value, odd, and below 1`, () => {
    const result = activated(kernels, "tanh", SWEEP);
    const mirrored = activated(kernels, "tanh", SWEEP.map((x) => -x));
    let worst = 0;
    SWEEP.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(result[i] - Math.tanh(x)) / (Math.abs(Math.tanh(x)) + 1e-37));
      assert(Math.abs(result[i]) < 1);
      assertEquals(mirrored[i], -result[i]);
    });
    assertLess(worst, 3e-7);
  });

  Deno.test(`σ of ${kernels.name} is exact to 2e-7, and between 0 and 1`, () => {
    const result = activated(kernels, "sigmoid", SWEEP);
    let worst = 0;
    SWEEP.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(result[i] - sigmoid(x)));
      assert(result[i] > 0 && result[i] < 1);
    });
    assertLess(worst, 2e-7);
  });

  Deno.test(`tanh of ${kernels.name} keeps 0 at 0 and NaN at NaN, and takes infinities to the ends`, () => {
    const values = [0, NaN, Infinity, -Infinity, 1e30, -1e30, 0.5, -0];
    const result = activated(kernels, "tanh", values);
    assertEquals([result[0], result[1], result[7]], [0, NaN, -0]);
    for (const [i, end] of [[2, 1], [3, -1], [4, 1], [5, -1]]) assertLess(Math.abs(result[i] - end), 3e-7);
    assertEquals(activated(kernels, "sigmoid", values)[1], NaN);
    assertEquals(activated(kernels, "sigmoid", values)[0], 0.5);
  });
}
