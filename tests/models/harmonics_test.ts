import { assertAlmostEquals, assertEquals } from "@std/assert";
import { writeHarmonics } from "../../src/models/harmonics.ts";

Deno.test("writeHarmonics gives the sines and cosines of an angle's multiples, and writes nothing else", () => {
  const out = new Float64Array(14).fill(7);
  writeHarmonics(out, 1, Math.sin(0.3), Math.cos(0.3), 6);
  for (let m = 1; m <= 6; m++) {
    assertAlmostEquals(out[2 * m - 1], Math.sin(0.3 * m), 1e-14);
    assertAlmostEquals(out[2 * m], Math.cos(0.3 * m), 1e-14);
  }
  assertEquals([out[0], out[13]], [7, 7]);
});

Deno.test("writeHarmonics keeps a silent cycle silent, and of none writes none", () => {
  const out = new Float64Array(6).fill(7);
  writeHarmonics(out, 0, 0, 0, 2);
  assertEquals([...out], [0, 0, 0, 0, 7, 7]);
  writeHarmonics(out, 0, 1, 0, 0);
  assertEquals(out[0], 0);
});
