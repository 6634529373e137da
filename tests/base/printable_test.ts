import { assertEquals } from "@std/assert";
import { printable } from "../../src/base/printable.ts";

Deno.test("printable() spells out what could break a line or steer a terminal, and nothing else", () => {
  assertEquals(printable("a\nb\tc"), "a\\nb\\tc");
  assertEquals(printable("\x1b[31mred\x07"), "\\u001b[31mred\\u0007");
  assertEquals(printable("\u0085 \u2028 \u202e"), "\\u0085 \\u2028 \\u202e");
  assertEquals(printable('Größe [°C] 温度 🙂 \\ "'), 'Größe [°C] 温度 🙂 \\ "');
});
