import { AssertionError } from "@std/assert";
import { fromFileUrl, join } from "@std/path";

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));

/** What a program is given to read: all at once, or piece by piece as the iterable yields them. */
export type StandardInput = string | Uint8Array | AsyncIterable<string | Uint8Array>;

export interface RunOptions {
  /** @default nothing: standard input is closed at once */
  readonly stdin?: StandardInput;
  /** Flags for `deno run`, such as `--allow-read=x.csv`. @default {[]} */
  readonly permissions?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A folder of its own for one test, in which the real program runs as a process of its own. What goes wrong is told
 * with the command, its exit status and all that it wrote.
 *
 *     await using dir = await Workdir.create();
 *     await dir.write("rows.csv", "y\n1\n2\n");
 *     const run = await dir.run(["--input", "rows.csv"], { permissions: ["--allow-read=rows.csv"] });
 *     run.expect(0);
 */
export class Workdir implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async create(): Promise<Workdir> {
    return new Workdir(await Deno.makeTempDir({ prefix: "foretide-" }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }

  /** Writes a file into the folder; returns its name. */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(join(this.path, name), bytes);
    return name;
  }

  /** Reads a file of the folder. */
  read(name: string): Promise<string> {
    return Deno.readTextFile(join(this.path, name));
  }

  /** Runs the program to its end. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    const program = this.start(args, options);
    const { stdin = "" } = options;
    const pieces = typeof stdin === "string" || stdin instanceof Uint8Array ? [stdin] : stdin;
    const fed = (async () => {
      for await (const piece of pieces) if (!await program.write(piece)) break;
      await program.closeInput();
    })();
    const finished = await program.finished();
    await fed;
    return finished;
  }

  /** Starts the program, for tests that talk with it. `options.stdin` is left to the test. */
  start(args: readonly string[], { permissions = [], env = {} }: RunOptions = {}): Program {
    const command = ["run", "--no-prompt", ...permissions, MAIN, ...args];
    const child = new Deno.Command(Deno.execPath(), {
      args: command,
      cwd: this.path,
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return new Program(child, `deno ${command.join(" ")}`);
  }
}

/** So long (ms) a program may take for all that a test wants of it; ten times what a slow machine needs. */
const PATIENCE = 300_000;

/** Ends a program that does not answer, so that a mistake is a failed test and not one that waits for ever. */
export function guarded(program: Program): Disposable {
  const timer = setTimeout(() => program.tryToSignal("SIGKILL"), PATIENCE);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

/** A program that runs. End it with `finished` (which awaits its end) or by a signal and `finished`. */
export class Program {
  private readonly input: WritableStreamDefaultWriter<Uint8Array>;
  private readonly output: ReadableStreamDefaultReader<Uint8Array>;
  private readonly errors: Promise<Uint8Array>;
  private readonly chunks: Uint8Array[] = [];
  private lines: string[] = [];
  private partial = "";
  private readonly decoder = new TextDecoder();

  constructor(readonly child: Deno.ChildProcess, readonly command: string) {
    this.input = child.stdin.getWriter();
    this.output = child.stdout.getReader();
    this.errors = new Response(child.stderr).bytes();
  }

  /** Writes to its standard input. False if it no longer reads. */
  async write(piece: string | Uint8Array): Promise<boolean> {
    try {
      await this.input.write(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
      return true;
    } catch {
      return false;
    }
  }

  async closeInput(): Promise<void> {
    await this.input.close().catch(() => {});
  }

  /** The next line of its standard output, as soon as it is there; undefined at the end. */
  async line(): Promise<string | undefined> {
    while (this.lines.length === 0 && await this.readMore());
    if (this.lines.length > 0) return this.lines.shift();
    const last = this.partial;
    this.partial = "";
    return last === "" ? undefined : last;
  }

  /** Reads its standard output no further and closes the pipe, as `head` does. */
  async closeOutput(): Promise<void> {
    await this.output.cancel();
  }

  signal(signal: Deno.Signal): void {
    this.child.kill(signal);
  }

  /** Signals a program that may have ended by itself. False if it has. */
  tryToSignal(signal: Deno.Signal): boolean {
    try {
      this.child.kill(signal);
      return true;
    } catch {
      return false;
    }
  }

  /** Waits until it has ended by itself, reading whatever it still writes. Who started it closes its input first. */
  async finished(): Promise<Finished> {
    while (await this.readMore());
    const [status, stderr] = await Promise.all([this.child.status, this.errors]);
    await this.closeInput();
    const stdout = await new Blob(this.chunks as Uint8Array<ArrayBuffer>[]).bytes();
    return new Finished(this.command, status, stdout, new TextDecoder().decode(stderr));
  }

  private async readMore(): Promise<boolean> {
    const { done, value } = await this.output.read();
    if (done) return false;
    this.chunks.push(value);
    const parts = (this.partial + this.decoder.decode(value, { stream: true })).split("\n");
    this.partial = parts.pop()!;
    this.lines.push(...parts);
    return true;
  }
}

/** A program that has ended, and what it left. */
export class Finished {
  constructor(
    readonly command: string,
    readonly status: Deno.CommandStatus,
    readonly stdoutBytes: Uint8Array,
    readonly stderr: string,
  ) {}

  get code(): number {
    return this.status.code;
  }

  get stdout(): string {
    return new TextDecoder().decode(this.stdoutBytes);
  }

  /** @throws {AssertionError} with everything there is to know, if it ended with another exit code */
  expect(code: number): this {
    return this.check(this.code === code, `Expected exit code ${code}`);
  }

  /** @throws {AssertionError} with everything there is to know, if `fact` is false */
  check(fact: boolean, message: string): this {
    if (fact) return this;
    const shown = [
      message,
      `command: ${this.command}`,
      `status:  ${this.status.signal ?? this.code}`,
      `stdout:  ${cut(this.stdout)}`,
      `stderr:  ${cut(this.stderr)}`,
    ];
    throw new AssertionError(shown.join("\n"));
  }
}

function cut(text: string): string {
  return text.length <= 2000 ? text : `${text.slice(0, 2000)} … (${text.length} characters)`;
}
