import { Board } from "./board.ts";
import { Frames } from "./frames.ts";
import type { FromPage, LiveAddress, ToPage } from "./live_messages.ts";
import { LiveState } from "./live_state.ts";
import { Readers } from "./readers.ts";
import { respond } from "./respond.ts";

/**
 * What the page's thread does: it listens on the address that it is given, and tells its readers what is
 * on the board.
 */

/** How often readers get a frame, in milliseconds. */
const FRAME_EVERY = 250;

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<ToPage>) => void;
  postMessage(message: FromPage): void;
};

let state: LiveState;
let readers: Readers;
let timer: ReturnType<typeof setInterval> | undefined;

scope.onmessage = ({ data }) => {
  if ("begin" in data) begin(data.begin);
  else if ("status" in data) state.take(data.status);
  else void end();
};

function begin({ board, run, address }: Extract<ToPage, { begin: unknown }>["begin"]): void {
  state = new LiveState(new Board(board), run);
  readers = new Readers(new Frames(state));
  try {
    listen(address);
  } catch (error) {
    const { hostname, port } = address;
    const why = error instanceof Error ? error.message : String(error);
    scope.postMessage({ error: `Cannot serve a page on ${hostname}:${port}: ${why}; name another port` });
  }
}

function listen(address: LiveAddress): void {
  const { hostname, port } = address;
  let listening = port;
  const onListen = (at: { port: number }) => {
    listening = at.port;
    scope.postMessage({ port: at.port });
  };
  const onError = () => new Response("error\n", { status: 500 });
  Deno.serve(
    { hostname, port, onListen, onError },
    (request) => respond(request, { ...address, port: listening }, state, readers),
  );
  let watched = "";
  timer = setInterval(() => {
    state.tick(Date.now());
    readers.tell();
    const series = readers.watched();
    if (series.join() === watched) return;
    watched = series.join();
    scope.postMessage({ watch: series });
  }, FRAME_EVERY);
}

async function end(): Promise<void> {
  clearInterval(timer);
  state.tick(Date.now());
  state.hasEnded = true;
  await readers.close();
  scope.postMessage({ closed: true });
}
