import { writeAll } from "../output/byte_sink.ts";
import { namedSink } from "../output/output_file.ts";
import type { Command, Io } from "./command.ts";
import { chooseCommand, COMMANDS } from "./commands.ts";
import { describeFailure } from "./failure.ts";

/**
 * Runs a command line and returns its exit code: 0 done, 1 the run failed, 2 wrong usage. Never throws: an
 * error becomes one line on standard error, with its stack trace only under `--debug`.
 */
export async function run(
  args: readonly string[],
  { stdout, stderr }: Io & { readonly stdout: { isTerminal?(): boolean } },
  commands = COMMANDS,
): Promise<number> {
  try {
    const isTerminal = stdout.isTerminal?.() ?? false;
    await dispatch(args, { stdout: namedSink(stdout, "standard output"), isTerminal, stderr }, commands);
    return 0;
  } catch (error) {
    const { code, line } = describeFailure(error);
    if (line === undefined) return code;
    complain(stderr, `foretide: ${line}`);
    if (args.includes("--debug") && error instanceof Error) complain(stderr, error.stack ?? "");
    return code;
  }
}

/** `--help`, `-h`, `--version` and `-V` win over whatever else stands on the line, faults of it included. */
async function dispatch(args: readonly string[], io: Io, commands: readonly Command[]): Promise<void> {
  if (args.includes("--version") || args.includes("-V")) {
    const { VERSION } = await import("../library/version.ts");
    return await print(io, `foretide ${VERSION}\n`);
  }
  const { command, rest } = chooseCommand(args, commands);
  if (rest.includes("-h")) {
    const { shortHelp } = await import("./short_help.ts");
    return await print(io, shortHelp(command, commands, Deno.build.standalone));
  }
  if (rest.includes("--help")) {
    const { helpText } = await import("./help.ts");
    return await print(io, helpText(command, commands, await command.models(), Deno.build.standalone));
  }
  await command.run(rest, io);
}

function print(io: Io, text: string): Promise<void> {
  return writeAll(io.stdout, new TextEncoder().encode(text));
}

/** Says a line on standard error, if anybody is there to read it. */
function complain(stderr: Io["stderr"], line: string): void {
  try {
    stderr.writeSync(new TextEncoder().encode(`${line}\n`));
  } catch {
    // The exit code still tells.
  }
}
