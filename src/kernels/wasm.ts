import type { CellTwin, Kernels } from "./kernels.ts";
import { createReference } from "./reference.ts";

/** What both builds of `assembly/index.ts` export. */
type Exports = typeof import("./relaxed_simd.wasm");

/** The builds by the name of the kernel set; literal imports, so that `deno compile` and `deno bundle` embed them. */
const BUILDS = {
  "wasm-relaxed-simd": (): Promise<Exports> => import("./relaxed_simd.wasm"),
  "wasm-simd": (): Promise<Exports> => import("./simd.wasm"),
};

const loaded = new Map<string, Promise<Kernels>>();

/**
 * The fastest kernel set that this engine runs: relaxed SIMD, else SIMD, else the reference. Every call of one process
 * (or worker) gives the same set with the same heap. Needs no permission. Cost: about 2 ms at the first call.
 */
export async function loadKernels(): Promise<Kernels> {
  for (const name of ["wasm-relaxed-simd", "wasm-simd"] as const) {
    try {
      return await loadBuild(name);
    } catch {
      // This engine lacks the build's instructions: the next one needs fewer.
    }
  }
  return createReference();
}

/** One of the builds by name. @throws {WebAssembly.CompileError} if the engine lacks its instructions */
export function loadBuild(name: keyof typeof BUILDS): Promise<Kernels> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const kernels = BUILDS[name]().then((exports) => kernelsOver(name, exports));
  loaded.set(name, kernels);
  return kernels;
}

const PAGE = 1 << 16;
/** Buffers begin at a cache line: 64 bytes, 16 floats. */
const LINE = 16;

/** The kernel set of an instance. Its methods are the module's own functions: a call costs nanoseconds. */
function kernelsOver(name: keyof typeof BUILDS, exports: Exports): Kernels {
  const { memory: heap } = exports;
  const twin = (cell: "rnn" | "lstm" | "gru_before" | "gru_after"): CellTwin => ({
    forward: exports[`${cell}_forward`],
    backward: exports[`${cell}_backward`],
  });
  let end = Math.ceil(exports.heapBase() / (4 * LINE)) * LINE;
  return {
    name,
    memory: new Float32Array(heap.buffer),
    allocate(length) {
      const address = end;
      end += Math.ceil(length / LINE) * LINE;
      const missing = 4 * end - heap.buffer.byteLength;
      if (missing > 0) {
        heap.grow(Math.ceil(missing / PAGE));
        (this as { memory: Float32Array }).memory = new Float32Array(heap.buffer);
      }
      return address;
    },
    product: exports.product,
    transpose: exports.transpose,
    readsTransposed: (rows) => exports.readsTransposed(rows) !== 0,
    productBack: exports.productBack,
    weightGradient: exports.weightGradient,
    relu: exports.relu,
    reluBack: exports.reluBack,
    sumOfSquares: exports.sumOfSquares,
    adam: exports.adam,
    twins: {
      "rnn": twin("rnn"),
      "lstm": twin("lstm"),
      "gru-before": twin("gru_before"),
      "gru-after": twin("gru_after"),
    },
  };
}
