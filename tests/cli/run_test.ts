import { assertEquals, assertMatch } from "@std/assert";
import { RunError } from "../../src/base/errors.ts";
import type { Command, Io } from "../../src/cli/command.ts";
import { run } from "../../src/cli/run.ts";

/** An Io that keeps what is written, and a command that ends as told. */
function setting(end: () => void): { io: Io; written: { out: string; err: string }; commands: Command[] } {
  const written = { out: "", err: "" };
  const decoder = new TextDecoder();
  const io: Io = {
    stdout: {
      write(bytes) {
        written.out += decoder.decode(bytes.subarray(0, 1000));
        return Promise.resolve(Math.min(bytes.length, 1000));
      },
    },
    stderr: {
      writeSync(bytes) {
        written.err += decoder.decode(bytes);
        return bytes.length;
      },
      isTerminal: () => false,
    },
  };
  const command: Command = {
    name: "forecast",
    summary: "for the test",
    flagGroups: {},
    examples: [],
    models: () => Promise.resolve([]),
    run: async () => await end(),
  };
  return { io, written, commands: [command] };
}

Deno.test("run() ends with 0 and says nothing where the command does", async () => {
  const { io, written, commands } = setting(() => {});
  assertEquals(await run([], io, commands), 0);
  assertEquals(written, { out: "", err: "" });
});

Deno.test("run() makes one line of an error, and shows its stack only with --debug", async () => {
  const { io, written, commands } = setting(() => {
    throw new RunError("Cannot read line 2");
  });
  assertEquals(await run([], io, commands), 1);
  assertEquals(written.err, "foretide: Cannot read line 2\n");
  written.err = "";
  assertEquals(await run(["--debug"], io, commands), 1);
  assertMatch(written.err, /^foretide: Cannot read line 2\nRunError: Cannot read line 2\n {4}at /);
});

Deno.test("run() ends with 0 where the reader of standard output went away, even with --debug", async () => {
  const { io, written, commands } = setting(() => {
    throw new Deno.errors.BrokenPipe("Broken pipe");
  });
  assertEquals(await run(["--debug"], io, commands), 0);
  assertEquals(written.err, "");
});

Deno.test("run() keeps its exit code where standard error is closed", async () => {
  const { io, commands } = setting(() => {
    throw new RunError("Cannot read line 2");
  });
  const closed = () => {
    throw new Deno.errors.BadResource("closed");
  };
  assertEquals(await run([], { ...io, stderr: { ...io.stderr, writeSync: closed } }, commands), 1);
});

Deno.test("run() writes help whole to a sink that takes it in pieces, whatever else is on the line", async () => {
  const { io, written, commands } = setting(() => {
    throw new RunError("ran");
  });
  assertEquals(await run(["--nonsense", "--help"], io, commands), 0);
  assertEquals(written.out.length > 500, true);
  assertEquals(written.out.endsWith("main.ts --input rows.csv\n"), true);
  assertEquals(written.err, "");
});
