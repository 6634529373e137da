/**
 * The cost of the kernels in instructions, which wall time only guesses at: `deno task kernels:instructions`
 * prints it, and records it as what the next build is held against (instructions_test.ts).
 */
import { type Exports, kernelsOver } from "../../src/kernels/wasm.ts";
import { type CellName, CELLS } from "../../src/nn/cells/registry.ts";
import { mlpWorkload, recurrentWorkload, type Workload } from "../bench/workloads.ts";
import { METER, metered } from "../support/wasm_meter.ts";

/** Instructions that the kernels execute in one update and in one step, by workload (bench/workloads.ts). */
export type Instructions = Record<string, number>;

export const BUILDS = { "wasm-relaxed-simd": "relaxed_simd.wasm", "wasm-simd": "simd.wasm" } as const;
export type Build = keyof typeof BUILDS;

/** Where the last accepted builds' counts stand. */
export const RECORD = new URL("instructions.json", import.meta.url);

/** Counts them in the build that stands in src/kernels. The same numbers on every machine. */
export async function countInstructions(build: Build): Promise<Instructions> {
  const bytes = await Deno.readFile(new URL(`../../src/kernels/${BUILDS[build]}`, import.meta.url));
  const { instance } = await WebAssembly.instantiate(metered(bytes));
  const kernels = kernelsOver(build, instance.exports as unknown as Exports);
  const meter = instance.exports[METER] as WebAssembly.Global;

  const counts: Instructions = {};
  const count = (name: string, work: () => void) => {
    work(); // the first step of an optimizer may set things up
    const before = meter.value as bigint;
    work();
    counts[name] = Number((meter.value as bigint) - before);
  };
  const both = (name: string, workload: Workload) => {
    count(`${name} update`, () => workload.update());
    count(`${name} step`, () => workload.step());
  };
  for (const cell of Object.keys(CELLS) as CellName[]) {
    both(`${cell} 32`, recurrentWorkload(kernels, cell, 32, 1));
  }
  for (const hidden of [16, 128]) both(`lstm ${hidden}`, recurrentWorkload(kernels, "lstm", hidden, 1));
  both("lstm 32, batch 16", recurrentWorkload(kernels, "lstm", 32, 16));
  both("mlp", mlpWorkload(kernels, 1));
  both("mlp, batch 32", mlpWorkload(kernels, 32));
  return counts;
}

if (import.meta.main) {
  const record: Partial<Record<Build, Instructions>> = {};
  for (const build of Object.keys(BUILDS) as Build[]) record[build] = await countInstructions(build);
  const json = JSON.stringify(record, null, 2) + "\n";
  await Deno.writeTextFile(RECORD, json);
  await Deno.stdout.write(new TextEncoder().encode(json));
}
