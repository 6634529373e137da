import { assertEquals } from "@std/assert";
import { nearest, suggestion } from "../../src/base/nearest.ts";

Deno.test("nearest() finds the word behind one slip of each kind", () => {
  const known = ["target", "features", "series"];
  assertEquals(nearest("targt", known), "target"); // left out
  assertEquals(nearest("tarrget", known), "target"); // put in
  assertEquals(nearest("terget", known), "target"); // mistaken
  assertEquals(nearest("tagret", known), "target"); // swapped: one slip, not two
});

Deno.test("nearest() takes the nearer of two words", () => {
  assertEquals(nearest("seris", ["serious", "series"]), "series");
});

Deno.test("nearest() finds nothing where the slips are more than a third of the letters", () => {
  assertEquals(nearest("state", ["time", "seed"]), undefined);
  assertEquals(nearest("gr", ["gru", "ar"]), undefined);
  assertEquals(nearest("", ["gru"]), undefined);
});

Deno.test("suggestion() is the end of a message, or empty", () => {
  assertEquals(suggestion("ltsm", ["gru", "lstm"]), "; did you mean lstm?");
  assertEquals(suggestion("forest", ["gru", "lstm"]), "");
});
