import { assertEquals, assertStringIncludes } from "@std/assert";
import { readResults } from "./results.ts";
import { renewed, section } from "./table.ts";

Deno.test("guide/benchmarks.md: the speed tables are those of results.json, not written by hand", async () => {
  const page = await Deno.readTextFile(new URL("../../src/guide/benchmarks.md", import.meta.url));
  assertEquals(renewed(page, await readResults()), page);
});

Deno.test("section() makes a table of the rows with the same columns, and says on what it was measured", () => {
  const rows = [{ a: "x", b: 1 }, { a: "yyyy", b: 2 }, { c: 3 }];
  const text = section({ stream: { machine: "M, 2 cores", versions: { Deno: "1", PyTorch: "2" }, rows } });
  assertStringIncludes(text, "M, 2 cores; Deno 1, PyTorch 2.");
  assertStringIncludes(
    text,
    "| a    | b   |\n| ---- | --- |\n| x    | 1   |\n| yyyy | 2   |\n\n| c   |\n| --- |\n| 3   |",
  );
});
