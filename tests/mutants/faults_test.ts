import { assertEquals } from "@std/assert";
import { read } from "../support/sources.ts";
import { FAULTS } from "./faults.ts";

Deno.test("every fault of test:mutants can be planted: its place stands once in its file, and its test is there", async () => {
  for (const { what, file, from, to, test } of FAULTS) {
    assertEquals((await read(file)).split(from).length - 1, 1, `${what}: ${file}`);
    assertEquals(from === to, false, what);
    await Deno.stat(new URL(`../../${test}`, import.meta.url));
  }
});
