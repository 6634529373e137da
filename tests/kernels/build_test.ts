import { assertEquals } from "@std/assert";
import { build } from "./build.ts";

Deno.test("build() of the kernels' sources gives the committed bytes", async () => {
  const built = await build();
  assertEquals([...built.keys()].sort(), ["relaxed_simd.wasm", "simd.wasm"]);
  for (const [file, bytes] of built) {
    const committed = await Deno.readFile(new URL(`../../src/kernels/${file}`, import.meta.url));
    assertEquals(bytes, committed, `${file} is not what its sources give: run deno task wasm`);
  }
});
