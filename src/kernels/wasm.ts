import { RunError } from "../base/errors.ts";
import type { CellTwin, Kernels } from "./kernels.ts";
import { createReference } from "./reference.ts";

/** What both builds of `assembly/index.ts` export. */
export type Exports = typeof import("./relaxed_simd.wasm");

/**
 * The builds by the name of the kernel set; literal imports, so that `deno compile` and `deno bundle` embed
 * them.
 */
const BUILDS = {
  "wasm-relaxed-simd": (): Promise<Exports> => import("./relaxed_simd.wasm"),
  "wasm-simd": (): Promise<Exports> => import("./simd.wasm"),
};

const loaded = new Map<string, Promise<Kernels>>();

/**
 * The fastest kernel set that this engine runs: relaxed SIMD, else SIMD, else the reference. Every call of
 * one process (or worker) gives the same set with the same heap. Needs no permission. Cost: about 1 ms at the
 * first call.
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

/** Bytes of one page of WebAssembly memory, and how many a module may have. */
const PAGE = 1 << 16;
const MOST_PAGES = 1 << 16;
/** Buffers begin at a cache line: 64 bytes, 16 floats. */
const LINE = 16;

/**
 * The kernel set of an instance of its own. Its methods are the module's own functions: a call
 * costs nanoseconds.
 */
export function kernelsOver(name: keyof typeof BUILDS, exports: Exports): Kernels {
  const heap = exports.memory;
  let end = Math.ceil(exports.heapBase() / (4 * LINE)) * LINE;
  const twin = (cell: "rnn" | "lstm" | "gru_before" | "gru_after"): CellTwin => ({
    forward: exports[`${cell}_forward`],
    backward: exports[`${cell}_backward`],
  });
  const kernels = {
    name,
    memory: new Float32Array(heap.buffer),
    allocate(length: number): number {
      const address = end;
      const next = end + Math.ceil(length / LINE) * LINE;
      if (next > kernels.memory.length) {
        grow(heap, 4 * next);
        kernels.memory = new Float32Array(heap.buffer);
      }
      end = next;
      return address;
    },
    copy: exports.copy,
    product: exports.product,
    transpose: exports.transpose,
    readsTransposed: (rows: number) => exports.readsTransposed(rows) !== 0,
    productBack: exports.productBack,
    weightGradient: exports.weightGradient,
    relu: exports.relu,
    reluBack: exports.reluBack,
    additiveScore: exports.additiveScore,
    additiveScoreBack: exports.additiveScoreBack,
    sumOfSquares: exports.sumOfSquares,
    adam: exports.adam,
    adamOuter: exports.adamOuter,
    twins: {
      "rnn": twin("rnn"),
      "lstm": twin("lstm"),
      "gru-before": twin("gru_before"),
      "gru-after": twin("gru_after"),
    },
  };
  return kernels;
}

/** Reserves `bytes`, and as much again as there was: untouched pages cost nothing. */
function grow(heap: WebAssembly.Memory, bytes: number): void {
  const pages = heap.buffer.byteLength / PAGE;
  const needed = Math.ceil(bytes / PAGE);
  try {
    heap.grow(Math.max(needed, Math.min(2 * pages, MOST_PAGES)) - pages);
  } catch {
    const megabytes = Math.ceil(bytes / 2 ** 20);
    throw new RunError(
      `Cannot reserve ${megabytes} MB for the networks: use fewer hidden units, layers, models or series`,
    );
  }
}
