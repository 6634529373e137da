import { join } from "@std/path";
import { firstRows } from "../support/forecasts.ts";
import type { Finished, Program, Workdir } from "../support/workdir.ts";

/** A run with a live page. */
export interface ServedProgram extends AsyncDisposable {
  readonly program: Program;
  /** Its end, by itself: its output is read all the while. */
  readonly finished: Promise<Finished>;
  readonly port: number;
  readonly url: string;
}

export const WARD = [
  ...["--series", "patient", "--target", "hr,spo2", "--horizon", "1-3", "--interval", "0.5,0.9"],
  ...["--models", "ar,naive,ensemble", "--alert", "hr>75 within 3 rows p>0.4", "--warmup", "20"],
];

/** A port that nobody listens on just now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

/** Starts a run over the first rows of the ward, and waits for its first forecast; its input stays open. */
export async function serveWard(
  dir: Workdir,
  rows: number,
  port: number,
  more: readonly string[] = [],
  host = "127.0.0.1",
): Promise<ServedProgram> {
  const permissions = ["--allow-read", `--allow-net=${host}:${port}`];
  const program = dir.start([...WARD, "--serve", `${host}:${port}`, ...more], { permissions });
  await program.write(await firstRows("vitals.csv", rows));
  await program.line();
  await program.line();
  const finished = program.finished();
  return {
    ...{ program, finished, port },
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      program.tryToSignal("SIGKILL");
      await finished;
    },
  };
}

/** What a run tells in a frame. */
export interface Frame {
  readonly rows: number;
  readonly ended: boolean;
  readonly matches: number;
  readonly race: readonly (readonly [skill: number | null, coverage: number | null])[];
  readonly series: readonly {
    readonly key: string;
    readonly points?: readonly (readonly (number | null)[])[];
    readonly next?: readonly (readonly (number | null)[])[];
    readonly risk?: number;
  }[];
  readonly events: readonly { readonly event: string; readonly place: number }[];
}

/** The frames of a stream, as they come. */
export async function* frames(url: string, headers: Record<string, string> = {}): AsyncGenerator<Frame> {
  const response = await fetch(url, { headers });
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of response.body!) {
    text += decoder.decode(piece, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      if (line.startsWith("data: ")) yield JSON.parse(line.slice(6));
    }
  }
}

/** The first frame for which it is so. */
export async function frameWhere(url: string, is: (frame: Frame) => boolean): Promise<Frame> {
  for await (const frame of frames(url)) if (is(frame)) return frame;
  throw new Error("the stream has ended before");
}

/** Sends a request as it stands, and gives the answer's first line: browsers and `fetch` choose some headers themselves. */
export async function rawStatus(port: number, lines: readonly string[]): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode([...lines, "Connection: close", "", ""].join("\r\n")));
  const [first] = (await new Response(connection.readable).text()).split("\r\n");
  return Number(first.split(" ")[1]);
}

export function tokenFile(dir: Workdir, token: string): Promise<string> {
  return dir.write("token", `${token}\n`).then((name) => join(dir.path, name));
}
