import { assertEquals, assertStringIncludes } from "@std/assert";
import { RunError, UsageError } from "../../src/base/errors.ts";
import { describeFailure } from "../../src/cli/failure.ts";

Deno.test("describeFailure() gives each kind of error its exit code", () => {
  assertEquals(describeFailure(new RunError("Cannot read x")), { code: 1, line: "Cannot read x" });
  assertEquals(describeFailure(new UsageError("Cannot use x")), {
    code: 2,
    line: "Cannot use x (--help tells more)",
  });
  assertEquals(describeFailure(new Deno.errors.BrokenPipe("Broken pipe (os error 32)")), {
    code: 0,
    line: undefined,
  });
});

Deno.test("describeFailure() makes one line of a message, without control characters", () => {
  assertEquals(describeFailure(new RunError("a\n  b\r\nc \x1b[2J")).line, "a b c \\u001b[2J");
});

Deno.test("describeFailure() names the exact permission flag to add", () => {
  const cases = [
    [
      'Requires read access to "in/rows.csv", run again with the --allow-read flag',
      "--allow-read=in/rows.csv",
    ],
    [
      'Requires write access to "my file.csv", run again with the --allow-write flag',
      "'--allow-write=my file.csv'",
    ],
    ['Requires env access to "HOME", run again with the --allow-env flag', "--allow-env=HOME"],
  ];
  for (const [message, flag] of cases) {
    const { code, line } = describeFailure(new Deno.errors.NotCapable(message));
    assertEquals(code, 1);
    assertStringIncludes(line!, `permission is missing, add ${flag} before main.ts`);
  }
  assertStringIncludes(
    describeFailure(new Deno.errors.NotCapable(cases[0][0])).line!,
    'Cannot read "in/rows.csv": ',
  );
});

Deno.test("describeFailure() names no flag for a device that would not open it", () => {
  const refused = new Deno.errors.NotCapable(
    'Requires all access to "/dev/stdout", run again with the --allow-all flag',
  );
  assertEquals(
    describeFailure(refused).line,
    'Cannot open "/dev/stdout": Deno opens it with --allow-all only, add that before main.ts',
  );
});

Deno.test("describeFailure() passes on a permission message of another form", () => {
  assertEquals(describeFailure(new Deno.errors.NotCapable("Not like that")), {
    code: 1,
    line: "Not like that",
  });
});

Deno.test("describeFailure() takes the system's errors for what they are, not for defects", () => {
  const full = Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
  assertEquals(describeFailure(full), { code: 1, line: "Cannot continue: No space left on device" });
});

Deno.test("describeFailure() admits a defect", () => {
  for (const thrown of [new TypeError("x is not a function"), "x is not a function"]) {
    assertEquals(describeFailure(thrown), {
      code: 1,
      line: "Cannot continue: x is not a function; this is a defect, run again with --debug to see where",
    });
  }
});
