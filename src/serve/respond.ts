import { cookieName, isCrossSite, isKnown, isNamed, isSame } from "./access.ts";
import { ASSETS } from "./assets.ts";
import type { LiveAddress } from "./live_messages.ts";
import type { Choice, LiveState } from "./live_state.ts";
import { metrics } from "./metrics.ts";
import type { Readers } from "./readers.ts";

/**
 * What every answer says to the browser: nothing from elsewhere, nothing inline, into no frame, into no
 * memory.
 */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
} as const;

const PLAIN = "text/plain; charset=utf-8";
const PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

/** Characters of a search that are looked for. */
const SEARCH = 200;

/**
 * Answers a request. Whoever asks for more than whether the run lives must name the page, come from it,
 * and know its token.
 */
export async function respond(
  request: Request,
  address: LiveAddress,
  state: LiveState,
  readers: Readers,
): Promise<Response> {
  const { headers, method } = request;
  const host = headers.get("host");
  if (!isNamed(host, address)) return answer("unknown host\n", PLAIN, 421);
  if (method !== "GET" && method !== "HEAD") return answer("read only\n", PLAIN, 405, { allow: "GET, HEAD" });
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/healthz") return answer("ok\n", PLAIN);
  if (pathname === "/readyz") {
    const isReady = state.board.rows > 0;
    return answer(isReady ? "ready\n" : "no row yet\n", PLAIN, isReady ? 200 : 503);
  }
  if (isCrossSite(headers, host!)) return answer("from another site\n", PLAIN, 403);
  const told = searchParams.get("token");
  if (pathname === "/" && told !== null && address.token !== "" && await isSame(told, address.token)) {
    return introduced(address);
  }
  if (!await isKnown(headers, address)) {
    return answer("unknown token: open /?token=… once, or send it as a bearer\n", PLAIN, 401, {
      "www-authenticate": "Bearer",
    });
  }
  if (pathname === "/metrics") return answer(metrics(state, readers.count, Date.now()), PROMETHEUS);
  if (pathname === "/events") return events(searchParams, state, readers);
  const asset = ASSETS[pathname];
  return asset === undefined ? answer("not found\n", PLAIN, 404) : answer(asset.text, asset.type);
}

/** Remembers the token in a cookie that scripts cannot read, and takes it out of the address. */
function introduced({ token, port }: LiveAddress): Response {
  const cookie = `${cookieName(port)}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/`;
  return answer("", PLAIN, 303, { location: "/", "set-cookie": cookie });
}

function events(asked: URLSearchParams, state: LiveState, readers: Readers): Response {
  const number = (name: string, most: number) => {
    const value = Number(asked.get(name) ?? 0);
    return Number.isInteger(value) && value >= 0 && value <= most ? value : 0;
  };
  const sort = asked.get("sort");
  const choice: Choice = {
    search: (asked.get("search") ?? "").slice(0, SEARCH),
    sort: sort === "name" || sort === "risk" ? sort : "met",
    page: number("page", 1e6),
  };
  const stream = readers.open(choice, number("target", state.board.shape.targets - 1));
  if (stream === undefined) return answer("too many readers\n", PLAIN, 503, { "retry-after": "10" });
  return new Response(stream, {
    headers: { ...HEADERS, "content-type": "text/event-stream", "cache-control": "no-store, no-transform" },
  });
}

function answer(body: string, type: string, status = 200, more: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { ...HEADERS, "content-type": type, ...more } });
}
