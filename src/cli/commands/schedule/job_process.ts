import { TextLineStream } from "@std/streams";
import type { Attempt } from "../../../schedule/attempts.ts";
import type { ForecastCommand } from "./job_command.ts";

/** How long a job that was asked to stop may take to save its state (ms). */
const GRACE = 30_000;

/**
 * Runs a forecast as a process of its own, in the root folder and with permission for its own files only,
 * until it ends. When it takes too long, or the signal is aborted, it is asked to stop, and saves its state;
 * if it does not, it is killed.
 */
export async function runProcess(
  command: ForecastCommand,
  root: string,
  timeout: number,
  signal: AbortSignal,
): Promise<Attempt> {
  const child = new Deno.Command(Deno.execPath(), {
    args: processArgs(command),
    cwd: root,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let timedOut = false;
  let killer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    kill(child, "SIGTERM");
    killer ??= setTimeout(() => kill(child, "SIGKILL"), GRACE);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, Math.min(timeout, 2 ** 31 - 1));
  signal.addEventListener("abort", stop);
  try {
    const [status, lastLine] = await Promise.all([child.status, lastLineOf(child.stderr)]);
    return { exitCode: status.code, timedOut: timedOut && status.code !== 0, lastLine };
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    signal.removeEventListener("abort", stop);
  }
}

/** This program once more: `deno run main.ts`, or the compiled program itself. */
function processArgs({ args, reads, writes }: ForecastCommand): string[] {
  const forecast = ["forecast", ...args];
  if (Deno.build.standalone) return forecast;
  const list = (paths: readonly string[]) => paths.map((path) => path.replaceAll(",", ",,")).join(",");
  const permissions = [`--allow-read=${list(reads)}`, `--allow-write=${list(writes)}`];
  return ["run", "--no-prompt", ...permissions, Deno.mainModule, ...forecast];
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended by itself.
  }
}

/** The last line that says something. */
async function lastLineOf(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let last = "";
  for await (const line of stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())) {
    if (line.trim() !== "") last = line.trimEnd();
  }
  return last;
}
