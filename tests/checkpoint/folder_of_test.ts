import { assertEquals } from "@std/assert";
import { dirname } from "@std/path";
import fc from "fast-check";
import { folderOf } from "../../src/checkpoint/folder_of.ts";

Deno.test("folderOf() says what @std/path says of a file", () => {
  for (const path of ["s", "a/s", "/s", "//s", "a//s", "./s", "../s", "/a/b/s", "a/b//s", "/a//b"]) {
    assertEquals(folderOf(path), dirname(path), path);
  }
  const parts = fc.array(fc.constantFrom("a", ".", "..", "b c", "", "é"), { maxLength: 6 });
  fc.assert(
    fc.property(parts, (names) => {
      const path = [...names, "file"].join("/");
      assertEquals(folderOf(path), dirname(path), path);
    }),
    { seed: 1 },
  );
});
