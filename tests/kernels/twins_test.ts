import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Kernels } from "../../src/kernels/kernels.ts";
import type { Cell, Step } from "../../src/nn/cells/cell.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { BUILDS, Mirror, type Mirrored } from "./mirror.ts";

const shapes = fc.record({
  seed: fc.nat(),
  rows: fc.integer({ min: 1, max: 9 }),
  units: fc.integer({ min: 1, max: 9 }).map((blocks) => 8 * blocks),
  pad: fc.constantFrom(0, 4, 16),
});

type Buffers = Record<Exclude<keyof Required<Step>, "rows" | "units" | "ldz">, Mirrored>;

/** Random buffers of one step, with every second state on 1, 0, 0, 0. */
function buffers(heap: Mirror, cell: Cell, rows: number, units: number, ldz: number): Buffers {
  const states = () => heap.filled(rows * units, -1, 1);
  const withOne = () => {
    const h = heap.filled(rows * (units + 4), -1, 1);
    for (let row = 0; row < rows; row++) {
      heap.fast.memory.set([1, 0, 0, 0], h.fast + row * (units + 4) + units);
      heap.exact.memory.set([1, 0, 0, 0], h.exact + row * (units + 4) + units);
    }
    return h;
  };
  const dz = heap.filled(rows * ldz);
  return {
    whh: heap.filled(cell.recurrentLength(units), -0.5, 0.5),
    whhT: heap.zeros(cell.transposedLength(units)),
    z: heap.filled(rows * ldz, -2, 2),
    h: withOne(),
    hNext: withOne(),
    c: states(),
    cNext: states(),
    cache: states(),
    dz,
    dzh: cell.splitsGradient ? heap.filled(rows * ldz) : dz,
    dh: states(),
    dc: states(),
    dOut: states(),
  };
}

function stepOf(of: "fast" | "exact", b: Buffers, rows: number, units: number, ldz: number): Step {
  const addresses = Object.fromEntries(Object.entries(b).map(([name, buffer]) => [name, buffer[of]]));
  return { ...addresses as Record<keyof Buffers, number>, rows, units, ldz };
}

/** The numbers of a step, in the order in which a twin takes them. */
const FORWARD = ["whh", "z", "ldz", "h", "hNext", "c", "cNext", "cache", "rows", "units"] as const;
const BACKWARD = [
  ...["whh", "whhT", "z", "dz", "dzh", "ldz", "h", "c"] as const,
  ...["cache", "dh", "dc", "dOut", "rows", "units"] as const,
];

type Numbers = (...numbers: number[]) => void;

function forward(kernels: Kernels, cell: Cell, s: Step, steps = 1): void {
  (kernels.twins[cell.name].forward as Numbers)(...FORWARD.map((name) => s[name]), steps);
}

function backward(kernels: Kernels, cell: Cell, s: Step, steps = 1): void {
  (kernels.twins[cell.name].backward as Numbers)(...BACKWARD.map((name) => s[name] ?? 0), steps);
}

/** The step `t` steps behind this one. */
function shifted(step: Step, t: number): Step {
  const { rows, units, ldz } = step;
  const moved = { ...step };
  for (const name of ["z", "dz", "dzh"] as const) moved[name] += t * rows * ldz;
  for (const name of ["h", "hNext"] as const) moved[name] += t * rows * (units + 4);
  for (const name of ["c", "cNext", "cache"] as const) moved[name] += t * rows * units;
  moved.dOut! += t * rows * units;
  return moved;
}

for (const kernels of BUILDS) {
  for (const cell of Object.values<Cell>(CELLS)) {
    Deno.test(`${cell.name}'s twin of ${kernels.name} is the cell, forward and backward, in every buffer`, () => {
      fc.assert(
        fc.property(shapes, ({ seed, rows, units, pad }) => {
          const heap = new Mirror(kernels, seed);
          const ldz = cell.gates.length * units + pad;
          const b = buffers(heap, cell, rows, units, ldz);
          const fast = stepOf("fast", b, rows, units, ldz);
          const exact = stepOf("exact", b, rows, units, ldz);
          cell.transpose(kernels, fast.whh, fast.whhT, units);
          forward(kernels, cell, fast);
          cell.forward(heap.exact, exact);
          for (const name of ["z", "h", "hNext", "c", "cNext", "cache"] as const) {
            assert(heap.worst(b[name]) <= 3e-6, `${name} after forward: ${heap.worst(b[name])}`);
          }
          if (seed % 2 > 0) fast.dOut = exact.dOut = 0;
          backward(kernels, cell, fast);
          cell.backward(heap.exact, exact);
          for (const name of Object.keys(b) as (keyof Buffers)[]) {
            if (name === "whhT") continue;
            assert(heap.worst(b[name]) <= 1e-5, `${name} after backward: ${heap.worst(b[name])}`);
          }
        }),
        { seed: 3, numRuns: 60 },
      );
    });

    Deno.test(`${cell.name}'s twin of ${kernels.name} steps a row to the same bits alone and among others`, () => {
      fc.assert(
        fc.property(shapes, ({ seed, rows, units }) => {
          const ldz = cell.gates.length * units;
          const heap = new Mirror(kernels, seed);
          const b = buffers(heap, cell, rows, units, ldz);
          const together = stepOf("fast", b, rows, units, ldz);
          const copies = Object.fromEntries(
            Object.entries(b).map(([name, buffer]) => [name, heap.of([...heap.values(buffer)])]),
          ) as Buffers;
          forward(kernels, cell, together);
          for (let row = 0; row < rows; row++) {
            const alone = stepOf("fast", copies, 1, units, ldz);
            alone.z += row * ldz;
            for (const h of ["h", "hNext"] as const) alone[h] += row * (units + 4);
            for (const c of ["c", "cNext", "cache"] as const) alone[c] += row * units;
            forward(kernels, cell, alone);
          }
          for (const name of ["z", "hNext", "cNext", "cache"] as const) {
            assertEquals(heap.values(b[name]), heap.values(copies[name]), name);
          }
        }),
        { seed: 4, numRuns: 40 },
      );
    });

    Deno.test(`${cell.name}'s twin of ${kernels.name} does several steps to the same bits in one call and in several`, () => {
      fc.assert(
        fc.property(shapes, fc.integer({ min: 1, max: 5 }), ({ seed, rows, units, pad }, steps) => {
          const ldz = cell.gates.length * units + pad;
          const heap = new Mirror(kernels, seed);
          const b = buffers(heap, cell, rows * (steps + 1), units, ldz);
          const copies = Object.fromEntries(
            Object.entries(b).map(([name, buffer]) => [name, heap.of([...heap.values(buffer)])]),
          ) as Buffers;
          if (!cell.splitsGradient) copies.dzh = copies.dz;
          for (const [at, calls] of [[b, [steps]], [copies, Array<number>(steps).fill(1)]] as const) {
            const step = stepOf("fast", at, rows, units, ldz);
            step.hNext = step.h + rows * (units + 4);
            step.cNext = step.c + rows * units;
            cell.transpose(kernels, step.whh, step.whhT, units);
            let t = 0;
            for (const count of calls) {
              forward(kernels, cell, shifted(step, t), count);
              t += count;
            }
            for (const count of calls) {
              backward(kernels, cell, shifted(step, t - 1), count);
              t -= count;
            }
          }
          for (const name of Object.keys(b) as (keyof Buffers)[]) {
            assertEquals(heap.values(b[name]), heap.values(copies[name]), name);
          }
        }),
        { seed: 5, numRuns: 40 },
      );
    });

    Deno.test(`${cell.name}'s twin of ${kernels.name} keeps a padded unit at zero`, () => {
      const [rows, units, padded] = [5, 16, 13];
      const heap = new Mirror(kernels, 9);
      const b = buffers(heap, cell, rows, units, cell.gates.length * units);
      const step = stepOf("fast", b, rows, units, cell.gates.length * units);
      const m = kernels.memory;
      const clear = (column: number, address: number, stride: number) => {
        for (let row = 0; row < rows; row++) m[address + row * stride + column] = 0;
      };
      for (let gate = 0; gate < cell.gates.length; gate++) {
        clear(cell.column(gate, padded, units), step.z, step.ldz);
        for (let unit = 0; unit < units; unit++) {
          m[step.whh + cell.recurrentIndex(gate, unit, padded, units)] = 0;
          m[step.whh + cell.recurrentIndex(gate, padded, unit, units)] = 0;
        }
        if (cell.recurrentBias) m[step.whh + cell.recurrentIndex(gate, padded, units, units)] = 0;
      }
      clear(padded, step.h, units + 4);
      for (const states of [step.c, step.dh, step.dc, step.dOut!]) clear(padded, states, units);
      cell.transpose(kernels, step.whh, step.whhT, units);
      forward(kernels, cell, step);
      backward(kernels, cell, step);
      for (let row = 0; row < rows; row++) {
        assertEquals(Math.abs(m[step.hNext + row * (units + 4) + padded]), 0);
        if (cell.hasCellState) assertEquals(Math.abs(m[step.cNext + row * units + padded]), 0);
        assertEquals(Math.abs(m[step.dh + row * units + padded]), 0);
        for (let gate = 0; gate < cell.gates.length; gate++) {
          assertEquals(Math.abs(m[step.dz + row * step.ldz + cell.column(gate, padded, units)]), 0);
        }
      }
    });
  }
}
