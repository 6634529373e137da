/**
 * Steps and updates a second of every network, one thread: `deno task bench:models`.
 *
 * A step is one row's forecast from the carried state, an update one gradient step through 32 rows (workloads.ts says it
 * in full). Rows a second: both, for every row of `batch` series.
 */
import { loadKernels } from "../../src/kernels/wasm.ts";
import { type CellName, CELLS } from "../../src/nn/cells/registry.ts";
import { digits, machine, microseconds, print } from "./measure.ts";
import { HIDDEN, mlpWorkload, recurrentWorkload, type Workload } from "./workloads.ts";

const kernels = await loadKernels();

async function line(name: string, batch: number, work: Workload): Promise<void> {
  const step = await microseconds(() => work.step());
  const update = await microseconds(() => work.update());
  const cells = [step, update].map((us) => `${digits(us)} µs`.padStart(10) + rate(us).padStart(11));
  print(
    `${name.padEnd(22)}${String(batch).padStart(5)}${cells.join("")}${
      rate((step + update) / batch).padStart(11)
    }`,
  );
}

/** Times a second. */
function rate(us: number): string {
  return `${digits(1e6 / us)}/s`;
}

print(`${kernels.name}, Deno ${Deno.version.deno}, ${machine()}`);
print(`${"".padEnd(22)}batch${"step".padStart(21)}${"update".padStart(21)}${"rows".padStart(11)}`);
for (const cell of Object.keys(CELLS) as CellName[]) {
  for (const hidden of HIDDEN) {
    for (const batch of [1, 16]) {
      await line(`${cell} ${hidden}`, batch, recurrentWorkload(kernels, cell, hidden, batch));
    }
  }
}
for (const batch of [1, 32]) await line("mlp 160-64-64-1", batch, mlpWorkload(kernels, batch));
