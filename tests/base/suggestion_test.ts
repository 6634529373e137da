import { assertEquals } from "@std/assert";
import { closestWord, suggestion } from "../../src/base/suggestion.ts";

Deno.test("closestWord() finds the word behind one slip of each kind", () => {
  const known = ["target", "features", "series"];
  assertEquals(closestWord("targt", known), "target"); // left out
  assertEquals(closestWord("tarrget", known), "target"); // put in
  assertEquals(closestWord("terget", known), "target"); // mistaken
  assertEquals(closestWord("tagret", known), "target"); // swapped: one slip, not two
});

Deno.test("closestWord() takes the nearer of two words", () => {
  assertEquals(closestWord("seris", ["serious", "series"]), "series");
});

Deno.test("closestWord() finds nothing where the slips are more than a third of the letters", () => {
  assertEquals(closestWord("state", ["time", "seed"]), undefined);
  assertEquals(closestWord("gr", ["gru", "ar"]), undefined);
  assertEquals(closestWord("", ["gru"]), undefined);
});

Deno.test("suggestion() is the end of a message, or empty", () => {
  assertEquals(suggestion("ltsm", ["gru", "lstm"]), "; did you mean lstm?");
  assertEquals(suggestion("forest", ["gru", "lstm"]), "");
});
