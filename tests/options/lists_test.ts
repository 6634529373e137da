import { joinNames } from "../../src/base/name_list.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import {
  readCalendar,
  readHorizons,
  readLevels,
  readNames,
  readNamesOrNone,
} from "../../src/options/lists.ts";

function refused(read: () => unknown): string {
  return assertThrows(read, UsageError).message;
}

Deno.test("readNames() splits at commas and takes the spaces away", () => {
  assertEquals(readNames("--target", "hr, spo2 ,Time [s]"), ["hr", "spo2", "Time [s]"]);
});

Deno.test("readNames() takes an escaped comma as part of a name, and other backslashes as they stand", () => {
  assertEquals(readNames("--target", "a\\,b,c\\d"), ["a,b", "c\\d"]);
});

Deno.test("readNames() refuses empty names and repeated ones", () => {
  const expected = 'expected names separated by commas ("\\," for a comma within a name)';
  assertEquals(refused(() => readNames("--target", "a,,b")), `Cannot set --target to "a,,b": ${expected}`);
  assertEquals(refused(() => readNames("--target", " ")), `Cannot set --target to " ": ${expected}`);
  assertEquals(
    refused(() => readNames("--target", "a,b,a")),
    'Cannot set --target to "a,b,a": expected "a" once',
  );
});

Deno.test("readNamesOrNone() takes no text for no names", () => {
  assertEquals(readNamesOrNone("--features", ""), []);
  assertEquals(readNamesOrNone("--features", "a"), ["a"]);
});

Deno.test("joinNames() writes what readNamesOrNone() reads", () => {
  assertEquals(joinNames(["a,b", "c"]), "a\\,b,c");
  for (const names of [[], ["a"], ["a,b", "c\\d", ",", "e,,f"]]) {
    assertEquals(readNamesOrNone("--target", joinNames(names)), names);
  }
});

Deno.test("readHorizons() reads steps and ranges, ascending, each once", () => {
  assertEquals(readHorizons("--horizon", "1"), [1]);
  assertEquals(readHorizons("--horizon", "10,1,5,1"), [1, 5, 10]);
  assertEquals(readHorizons("--horizon", "1-24"), Array.from({ length: 24 }, (_, i) => i + 1));
  assertEquals(readHorizons("--horizon", " 3 - 5 , 4, 1000"), [3, 4, 5, 1000]);
});

Deno.test("readHorizons() refuses what is no step from 1 to 1000", () => {
  for (
    const text of [
      "0",
      "1001",
      "1-1001",
      "5-1",
      "1.5",
      "-1",
      "1-",
      "a",
      "1,,2",
      "1e2",
      "99999999999999999999",
    ]
  ) {
    assertEquals(
      refused(() => readHorizons("--horizon", text)),
      `Cannot set --horizon to "${text}": expected steps ahead such as 1,5,10 or 1-24, from 1 up to 1000`,
    );
  }
});

Deno.test("readCalendar() reads auto, none and lists in the calendar's own order", () => {
  assertEquals(readCalendar("--calendar", "auto"), "auto");
  assertEquals(readCalendar("--calendar", "none"), []);
  assertEquals(readCalendar("--calendar", "month, hour"), ["hour", "month"]);
});

Deno.test("readCalendar() refuses other words", () => {
  for (const text of ["day", "hour,auto", "hour,", "toString"]) {
    assertEquals(
      refused(() => readCalendar("--calendar", text)),
      `Cannot set --calendar to "${text}": expected auto, none, or some of hour, weekday, month`,
    );
  }
});

Deno.test("readLevels() reads shares, ascending", () => {
  assertEquals(readLevels("--interval", "0.9"), [0.9]);
  assertEquals(readLevels("--interval", " 0.95, .5,0.9 "), [0.5, 0.9, 0.95]);
});

Deno.test("readLevels() refuses what is no share, and repeated ones", () => {
  const expected = "expected shares such as 0.9 or 0.5,0.9, from 0.01 up to 0.999";
  for (const text of ["90", "0", "1", "0.5,", "", "half", "-0.5", "NaN"]) {
    assertEquals(
      refused(() => readLevels("--interval", text)),
      `Cannot set --interval to "${text}": ${expected}`,
    );
  }
  assertEquals(
    refused(() => readLevels("--interval", "0.9,0.5,.9")),
    'Cannot set --interval to "0.9,0.5,.9": expected 0.9 once',
  );
});
