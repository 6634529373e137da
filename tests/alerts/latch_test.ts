import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Latch } from "../../src/alerts/latch.ts";
import { assertContinues } from "../support/continues.ts";

/** What each row does: `+` speaks for the alarm, `-` against it, `.` neither. */
function play(latch: Latch, rows: string): string {
  return [...rows].map((row) => {
    const switched = latch.update(row === "+", row === "-");
    return switched === "on" ? "1" : switched === "off" ? "0" : " ";
  }).join("");
}

Deno.test("Latch switches at k of the last n rows, either way", () => {
  assertEquals(play(new Latch(1, 1), "+-.+.-"), "10 1 0");
  assertEquals(play(new Latch(3, 5), "++..+"), "    1");
  assertEquals(play(new Latch(3, 5), "++...+"), "      "); // the first has been forgotten
  assertEquals(play(new Latch(2, 2), "+-+-++-.--"), "     1   0");
});

Deno.test("Latch counts afresh after a switch: what raised an alarm does not raise it again", () => {
  assertEquals(play(new Latch(3, 5), "+++---+--+"), "  1  0    ");
});

Deno.test("Latch equals a list of the rows since the last switch", () => {
  const rows = fc.array(fc.constantFrom("+", "-", "."), { maxLength: 60 }).map((list) => list.join(""));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 4 }), rows, (k, more, text) => {
      const n = k + more;
      let isOn = false;
      let since = "";
      const expected = [...text].map((row) => {
        since += row;
        const wanted = isOn ? "-" : "+";
        if ([...since.slice(-n)].filter((vote) => vote === wanted).length < k) return " ";
        since = "";
        isOn = !isOn;
        return isOn ? "1" : "0";
      }).join("");
      assertEquals(play(new Latch(k, n), text), expected);
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("Latch continues bit for bit", () => {
  assertContinues(() => new Latch(3, 5), (it) => play(it, "++.-+++-"), (it) => play(it, "--++.+-+++---"));
});
