/** Another library in a process of its own, asked for times over its standard input and output, a line of JSON each. */

/** What is to be timed; `hidden` means nothing to the perceptron. */
export interface Question {
  readonly kind: "lstm" | "gru" | "mlp";
  readonly what: "step" | "update";
  readonly hidden: number;
  readonly batch: number;
  /** PyTorch only: tricks beyond its documentation are allowed. */
  readonly tuned?: boolean;
}

export interface Answer {
  /** Microseconds of one call, by trial. */
  readonly us: readonly number[];
  /** Which of the library's ways was the fastest. */
  readonly way: string;
}

export class Peer {
  private constructor(
    readonly name: string,
    readonly version: string,
    private readonly process: Deno.ChildProcess,
    private readonly input: WritableStreamDefaultWriter<Uint8Array>,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** Starts the process; undefined where it does not say its name, as a Python without torch doesn't. */
  static async start(command: string, args: readonly string[], cwd?: string): Promise<Peer | undefined> {
    let process: Deno.ChildProcess;
    try {
      process = new Deno.Command(command, {
        args: [...args],
        ...(cwd === undefined ? {} : { cwd }),
        env: { OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", NO_COLOR: "1" },
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn();
    } catch {
      return undefined;
    }
    const lines = jsonLines(process.stdout);
    const hello = await lines.next();
    if (hello.done) return void await process.status;
    const { name, version } = JSON.parse(hello.value);
    return new Peer(name, version, process, process.stdin.getWriter(), lines);
  }

  async ask(question: Question, trials: number): Promise<Answer> {
    await this.input.write(new TextEncoder().encode(JSON.stringify({ ...question, trials }) + "\n"));
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`Cannot measure ${this.name}: it ended`);
    return JSON.parse(value);
  }

  async close(): Promise<void> {
    await this.input.close();
    await this.process.status;
  }
}

/** Lines that are JSON; libraries greet on standard output too. */
async function* jsonLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines.filter((line) => line.startsWith("{"));
  }
}

/** PyTorch, if any Python has it: `python3` or what FORETIDE_PYTHON names. */
export async function startPyTorch(): Promise<Peer | undefined> {
  const script = new URL("pytorch.py", import.meta.url).pathname;
  for (const python of ["python3", Deno.env.get("FORETIDE_PYTHON")]) {
    const peer = python === undefined ? undefined : await Peer.start(python, [script]);
    if (peer !== undefined) return peer;
  }
}
