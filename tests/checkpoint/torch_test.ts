import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Random } from "../../src/base/random.ts";
import { composeCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { SavingArchive } from "../../src/checkpoint/saving_archive.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import { execute } from "../support/execute.ts";
import { Workdir } from "../support/workdir.ts";

/** A checkpoint's weights as PyTorch reads them: where a Python with torch is found. */

const STEPS = 7;
const SIZES = { inputs: 3, hidden: 5, layers: 2, outputs: 1, skip: true };
const NETWORKS = { lstm: CELLS.lstm, gru: CELLS["gru-after"], rnn: CELLS.rnn };

/** The first Python that has torch: what FORETIDE_PYTHON names, or one on the path; undefined if there is none. */
async function findPython(): Promise<string | undefined> {
  for (const python of [Deno.env.get("FORETIDE_PYTHON"), "python3", "python"]) {
    if (python !== undefined && await hasTorch(python)) return python;
  }
  return undefined;
}

/** Whether this program is there, and a Python with torch. */
async function hasTorch(python: string): Promise<boolean> {
  try {
    return (await execute(python, ["-c", "import torch"], { cwd: "." })).code === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const python = await findPython();

Deno.test({
  name: "PyTorch loads a checkpoint's weights as they are, and its modules answer as ours do" +
    (python === undefined ? " (skipped: neither FORETIDE_PYTHON nor python3 has torch)" : ""),
  ignore: python === undefined,
  async fn() {
    await using dir = await Workdir.create();
    const kernels = await loadKernels();
    const archive = new SavingArchive();
    const ours: Record<string, number[]> = {};
    for (const [name, cell] of Object.entries(NETWORKS)) {
      const network = new RecurrentNetwork(kernels, cell, SIZES, new Random(7));
      network.parameters.persist(archive.within(`model.${name}`).within("parameters"));
      ours[name] = outputsOf(network);
    }
    const facts = {
      rows: 0,
      skipped: 0,
      series: 0,
      kernels: "",
      options: {},
      models: [],
      output: null,
      rejects: null,
    };
    await dir.write("s", await composeCheckpoint("0.1.0", facts, archive.tensors()));
    const script = fromFileUrl(new URL("./load_checkpoint.py", import.meta.url));
    const run = await new Deno.Command(python!, { args: [script, "s"], cwd: dir.path }).output();
    assert(run.success, new TextDecoder().decode(run.stderr));
    const { answers } = JSON.parse(new TextDecoder().decode(run.stdout));
    assertEquals(Object.keys(answers), Object.keys(ours));
    for (const [name, expected] of Object.entries<number[]>(answers)) {
      assertEquals(ours[name].length, STEPS * SIZES.hidden);
      ours[name].forEach((value, i) => assert(Math.abs(value - expected[i]) < 2e-6, `${name} ${i}`));
    }
  },
});

/** The topmost layer's states over the script's input. */
function outputsOf(network: RecurrentNetwork): number[] {
  const { inputs, hidden } = SIZES;
  const { kernels } = network.parameters;
  const states = new Float32Array(network.stateLength);
  network.plan([STEPS], 1);
  network.moveStates(0, 0, states, true);
  for (let t = 0; t < STEPS; t++) {
    for (let i = 0; i < inputs; i++) kernels.memory[network.inputRow(t, 0) + i] = Math.sin(t * inputs + i);
  }
  network.forward();
  const top = states.length - (network.cell.hasCellState ? 2 : 1) * 8;
  return Array.from({ length: STEPS }, (_, t) => {
    network.moveStates(t + 1, 0, states, false);
    return [...states.subarray(top, top + hidden)];
  }).flat();
}
