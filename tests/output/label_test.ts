import { assertEquals } from "@std/assert";
import { ahead, count, label, rows } from "../../src/output/label.ts";

Deno.test("label() cuts to the length it is given, by characters, and marks the cut", () => {
  assertEquals(label("temperature", 11), "temperature");
  assertEquals(label("temperature", 10), "temperatu…");
  assertEquals(label("🌡🌡🌡", 2), "🌡…");
});

Deno.test("label() replaces what would move a terminal's cursor", () => {
  assertEquals(label("a\u001b[2Jb\r\n\u009b"), "a�[2Jb���");
});

Deno.test("ahead(), rows() and count() read as people write", () => {
  assertEquals([ahead(1), ahead(5), rows(1), rows(4931), count(1234567), count(12), count(-1234), count(0)], [
    "1 row ahead",
    "5 rows ahead",
    "1 row",
    "4,931 rows",
    "1,234,567",
    "12",
    "-1,234",
    "0",
  ]);
});
