import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { Kernels } from "../../src/kernels/kernels.ts";
import type { Cell } from "../../src/nn/cells/cell.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { padTo8, type Parameters } from "../../src/nn/parameters.ts";

/** A tensor of fixtures/golden: row-major; null is NaN. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly (number | null)[];
}
export type GoldenSection = Readonly<Record<string, GoldenTensor>>;

/**
 * One file of fixtures/golden; its README says what is in it. Files lack the sections that they have no use
 * for.
 */
export interface Golden {
  readonly meta: { readonly sizes: Readonly<Record<string, number>> } & Readonly<Record<string, unknown>>;
  readonly weights: GoldenSection;
  readonly inputs: GoldenSection;
  readonly outputs: GoldenSection;
  readonly gradients: GoldenSection;
  readonly gradients_huber: GoldenSection;
  readonly gradients_squared: GoldenSection;
  readonly weights_after: GoldenSection;
}

export function golden(name: string): Golden {
  const url = new URL(`../../fixtures/golden/${name}.json`, import.meta.url);
  return JSON.parse(Deno.readTextFileSync(fromFileUrl(url)));
}

/** The cell that a golden file is about. */
export function cellOf(name: string): Cell {
  const cell = name.startsWith("gru") ? name.replace("_", "-") : name.replace("_two_layers", "");
  return CELLS[cell as keyof typeof CELLS];
}

export function numbers({ data }: GoldenTensor): number[] {
  return data.map((value) => value ?? NaN);
}

/**
 * States (layers, B, H) of a golden file as segment b's `stateLength` floats: per layer h, then c, each
 * padded.
 */
export function statesOf(sections: readonly GoldenTensor[], b: number): Float64Array {
  const [layers, batch, hidden] = sections[0].shape;
  const units = padTo8(hidden);
  const states = new Float64Array(layers * sections.length * units);
  for (let layer = 0; layer < layers; layer++) {
    sections.forEach((section, part) => {
      const from = (layer * batch + b) * hidden;
      states.set(numbers(section).slice(from, from + hidden), (layer * sections.length + part) * units);
    });
  }
  return states;
}

/**
 * Loads a recurrent golden's weights, whose names begin with `prefix`. Where a cell has one bias, PyTorch's
 * two come in as their sum.
 */
export function loadRecurrent(parameters: Parameters, cell: Cell, weights: GoldenSection, prefix = ""): void {
  for (const { name } of parameters.tensors) {
    if (!name.includes("_l")) continue;
    const values = numbers(weights[prefix + name]);
    if (name.startsWith("bias_ih") && !cell.recurrentBias) {
      const other = numbers(weights[prefix + name.replace("ih", "hh")]);
      other.forEach((value, i) => values[i] += value);
    }
    parameters.write(name, values);
  }
}

/**
 * Loads the weights of all tensors; PyTorch's second bias of a gate, where a cell has one, comes in with the
 * first.
 */
export function loadBoth(parameters: Parameters, weights: GoldenSection): void {
  const names = new Set(parameters.tensors.map(({ name }) => name));
  for (const name of names) {
    const values = numbers(weights[name]);
    const second = name.replace("bias_ih", "bias_hh");
    if (!names.has(second)) numbers(weights[second]).forEach((value, i) => values[i] += value);
    parameters.write(name, values);
  }
}

/** The tolerance of the README: relative to the tensor's largest number, and to 1 where all are smaller. */
export function assertGolden(
  kernels: Kernels,
  actual: Iterable<number>,
  expected: GoldenTensor,
  what: string,
): void {
  const tolerance = kernels.memory instanceof Float64Array ? 1e-10 : 2e-6;
  const wanted = numbers(expected);
  const scale = Math.max(1, ...wanted.map((value) => Math.abs(value) || 0));
  const found = [...actual];
  assertEquals(found.length, wanted.length, what);
  found.forEach((value, i) => {
    const error = Math.abs(value - wanted[i]);
    assert(
      error <= tolerance * scale,
      `${what}[${i}] on ${kernels.name}: expected ${wanted[i]}, got ${value}`,
    );
  });
}
