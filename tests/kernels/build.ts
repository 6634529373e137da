import asc from "assemblyscript/asc";

/**
 * Builds the kernels' sources into the two WebAssembly files beside them: `deno task wasm`. Both are
 * committed; build_test.ts (`deno task wasm:verify`) proves that they are what the sources give.
 */

const KERNELS = new URL("../../src/kernels/", import.meta.url);

/**
 * `-O2` on purpose: at `-O3` binaryen reorders the tiles of a product into one long chain after the other,
 * which no longer fit the registers: two thirds of the multiply-add peak instead of nine tenths.
 */
const FLAGS = ["-O2", "--noAssert", "--runtime", "stub", "--initialMemory", "16", "--enable", "simd"];

const BUILDS: Readonly<Record<string, readonly string[]>> = {
  "simd.wasm": FLAGS,
  "relaxed_simd.wasm": [...FLAGS, "--enable", "relaxed-simd"],
};

/**
 * Compiles both builds; gives their bytes by file name. Deterministic. @throws if the sources don't compile
 */
export async function build(): Promise<Map<string, Uint8Array>> {
  const built = new Map<string, Uint8Array>();
  for (const [file, flags] of Object.entries(BUILDS)) {
    const { error, stderr } = await asc.main(["index.ts", "-o", file, ...flags], {
      readFile: readSource,
      writeFile: (name, contents) => void built.set(name, contents as Uint8Array),
      listFiles: () => [],
    });
    if (error !== null) throw new Error(`Cannot build "${file}": ${stderr.toString()}`, { cause: error });
  }
  return built;
}

/** A file of `assembly/`; null where there is none, which tells asc to look elsewhere. */
function readSource(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(`assembly/${name}`, KERNELS));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

if (import.meta.main) {
  for (const [file, bytes] of await build()) {
    await Deno.writeFile(new URL(file, KERNELS), bytes);
  }
}
