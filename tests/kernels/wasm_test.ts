import { assert, assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../src/base/errors.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";

/** Loads the kernels in a Deno of its own, without any permission, and says which they are. */
async function loadedName(...flags: string[]): Promise<string> {
  const wasm = new URL("../../src/kernels/wasm.ts", import.meta.url).href;
  const source = `import { loadKernels } from "${wasm}"; console.log((await loadKernels()).name);`;
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/main.ts`, source);
    const args = ["run", "--no-config", "--no-prompt", ...flags, `${folder}/main.ts`];
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    return new TextDecoder().decode(stdout).trim() || new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("loadKernels() takes the relaxed build without any permission", async () => {
  assertEquals(await loadedName(), "wasm-relaxed-simd");
});

Deno.test("loadKernels() falls back to the reference where the engine has no SIMD", async () => {
  if (Deno.build.arch !== "x86_64") return; // the flag below takes SSE4.1 away, which V8 needs for SIMD
  assertEquals(await loadedName("--v8-flags=--no-enable-sse4-1"), "reference");
});

Deno.test("allocate() gives zeroed buffers that keep their address and content while the heap grows", async () => {
  const kernels = await loadKernels();
  const first = kernels.allocate(5);
  kernels.memory.set([1, 2, 3, 4, 5], first);
  const before = kernels.memory;
  const big = kernels.allocate(before.length);
  assert(kernels.memory !== before);
  assertEquals([first % 4, big % 4], [0, 0]);
  assert(big >= first + 5);
  assertEquals([...kernels.memory.subarray(first, first + 5)], [1, 2, 3, 4, 5]);
  assert(kernels.memory.subarray(big, big + before.length).every((x) => x === 0));
  assert(kernels.memory.length >= big + before.length);
});

Deno.test("allocate() says in one line that memory does not suffice, and goes on with what there is", async () => {
  const kernels = await loadKernels();
  assertThrows(() => kernels.allocate(2 ** 31), RunError, "Cannot reserve 8");
  const address = kernels.allocate(4);
  kernels.memory[address + 3] = 7;
  assertEquals(kernels.memory[address + 3], 7);
});
