import { assertEquals } from "@std/assert";
import { visible } from "../../src/base/visible.ts";

Deno.test("visible() spells out what could break a line or steer a terminal, and nothing else", () => {
  assertEquals(visible("a\nb\tc"), "a\\nb\\tc");
  assertEquals(visible("\x1b[31mred\x07"), "\\u001b[31mred\\u0007");
  assertEquals(visible("\u0085 \u2028 \u202e"), "\\u0085 \\u2028 \\u202e");
  assertEquals(visible('Größe [°C] 温度 🙂 \\ "'), 'Größe [°C] 温度 🙂 \\ "');
});
