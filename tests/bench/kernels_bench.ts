/**
 * How close the kernels come to the machine: `deno task bench:kernels`.
 *
 * GFLOP/s (two per multiply-add) of the three products at the sizes of an LSTM's recurrence, N = 4H and K = H, and in
 * brackets the percentage of this core's own peak in 128-bit multiply-adds, which is measured beside them: that is all
 * WebAssembly has. Medians; one thread. productBack's time is without `transpose`, which is once per segment.
 */
import asc from "assemblyscript/asc";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadBuild } from "../../src/kernels/wasm.ts";

const KERNELS = ["product", "productBack", "weightGradient"] as const;
const HIDDEN = [16, 32, 64, 128, 256];
const ROWS = [1, 4, 16, 32, 528];
const TRIALS = 9;
const TRIAL_MS = 2;

/** Median seconds of one call. */
function seconds(call: () => void): number {
  let calls = 1;
  const trial = () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    return performance.now() - start;
  };
  while (trial() < TRIAL_MS) calls *= 2; // warms up on the way
  const times = Array.from({ length: TRIALS }, () => trial() / calls / 1000);
  return times.sort((a, b) => a - b)[TRIALS >> 1];
}

/** Ten independent chains of multiply-adds: more than the four cycles' latency of two units can use up. */
const PEAK_SOURCE = `export function chains(x: f32, count: i32): f32 {
  const a = f32x4.splat(x);
  let ${Array.from({ length: 10 }, (_, i) => `s${i} = a`).join(", ")};
  for (; count > 0; count--) {
    ${Array.from({ length: 10 }, (_, i) => `s${i} = f32x4.relaxed_madd(a, a, s${i});`).join("\n    ")}
  }
  return f32x4.extract_lane(${Array.from({ length: 9 }, (_, i) => `f32x4.add(s${i}, `).join("")}s9${
  ")".repeat(9)
}, 0);
}`;

/** Builds the loop above; the function measures it, in GFLOP/s. */
async function peakMeter(): Promise<() => number> {
  let module = new Uint8Array();
  const flags = ["-O1", "--runtime", "stub", "--enable", "simd", "--enable", "relaxed-simd"];
  await asc.main(["peak.ts", "-o", "peak.wasm", ...flags], {
    readFile: (name) => name === "peak.ts" ? PEAK_SOURCE : null,
    writeFile: (_, contents) => void (module = contents as Uint8Array<ArrayBuffer>),
    listFiles: () => [],
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module));
  const chains = exports.chains as (x: number, count: number) => number;
  const count = 10_000;
  return () => count * 10 * 4 * 2 / seconds(() => chains(1e-3, count)) / 1e9;
}

/** GFLOP/s of one kernel at one size, in fresh buffers. */
function speed(kernels: Kernels, kernel: typeof KERNELS[number], hidden: number, rows: number): number {
  const n = 4 * hidden;
  const k = hidden;
  const lda = k + 4;
  const ldz = n + 16;
  const lengths = [n * k, n * k, rows * lda, rows * ldz];
  const [w, wt, a, z] = lengths.map((length) => {
    const address = kernels.allocate(length);
    for (let i = 0; i < length; i++) kernels.memory[address + i] = Math.sin(i);
    return address;
  });
  const calls = {
    product: () => kernels.product(w, a, lda, z, ldz, rows, n, k, 0),
    productBack: () => kernels.productBack(w, wt, z, ldz, a, lda, rows, n, k, k, 0),
    weightGradient: () => kernels.weightGradient(a, lda, z, ldz, wt, rows, n, k, 0),
  };
  kernels.transpose(w, wt, n, k, k);
  return 2 * rows * n * k / seconds(calls[kernel]) / 1e9;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

/** V8 compiles hot WebAssembly a second time, better, in the background: make it hot, then wait. */
async function warmUp(run: () => void): Promise<void> {
  for (let i = 0; i < 5; i++) {
    run();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const peak = await peakMeter();
await warmUp(peak);
const sets: Kernels[] = [await loadBuild("wasm-relaxed-simd"), await loadBuild("wasm-simd")];
if (Deno.args.includes("--reference")) sets.push(createReference());
for (const kernels of sets) {
  await warmUp(() => KERNELS.forEach((kernel) => ROWS.forEach((rows) => speed(kernels, kernel, 16, rows))));
  print(`\n${kernels.name}, Deno ${Deno.version.deno}, ${Deno.build.arch}`);
  print("kernel          hidden   peak" + ROWS.map((rows) => `rows ${rows}`.padStart(12)).join(""));
  for (const kernel of KERNELS) {
    for (const hidden of HIDDEN) {
      const top = peak();
      const cells = ROWS.map((rows) => {
        const gflops = speed(kernels, kernel, hidden, rows);
        return `${gflops.toFixed(1)} (${Math.round(100 * gflops / top)})`.padStart(12);
      });
      print(
        `${kernel.padEnd(16)}${String(hidden).padStart(6)}${top.toFixed(1).padStart(7)}${cells.join("")}`,
      );
    }
  }
}
