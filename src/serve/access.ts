import { isLoopback } from "../options/serve_address.ts";
import type { LiveAddress } from "./live_messages.ts";

/**
 * Who has access to the page: a host that is named as it may be, the page itself, whoever knows the token.
 */

/** Names that this machine has for itself. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
/** Hosts that stand for all addresses of the machine. */
const ANY = ["0.0.0.0", "::"];

/**
 * Whether the request names the page as it may be named. A name that is somebody else's, which leads here
 * by a trick of the name service, is not (DNS rebinding). Where all addresses are served, any address may
 * be named.
 */
export function isNamed(host: string | null, { hostname, port }: LiveAddress): boolean {
  if (host === null) return false;
  const [, name, at = "80"] = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(\d+))?$/i.exec(host) ?? [];
  if (name === undefined || Number(at) !== port) return false;
  const own = hostname.includes(":") ? `[${hostname}]` : hostname;
  if (name.toLowerCase() === own.toLowerCase()) return true;
  if (LOOPBACK.includes(name.toLowerCase()) && (isLoopback(hostname) || ANY.includes(hostname))) return true;
  return ANY.includes(hostname) && /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/i.test(name);
}

/** Whether another site's page has made the request. */
export function isCrossSite(headers: Headers, host: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return true;
  const origin = headers.get("origin");
  return origin !== null && origin !== `http://${host}`;
}

/** The name of the cookie that knows the token: pages of other ports of a machine share its cookies. */
export function cookieName(port: number): string {
  return `foretide_${port}`;
}

/** Whether the request knows the token: as a bearer, or as a cookie. */
export async function isKnown(headers: Headers, { token, port }: LiveAddress): Promise<boolean> {
  if (token === "") return true;
  const bearer = /^Bearer (.+)$/.exec(headers.get("authorization") ?? "")?.[1];
  const cookies = (headers.get("cookie") ?? "").split("; ");
  const name = `${cookieName(port)}=`;
  const cookie = cookies.find((it) => it.startsWith(name))?.slice(name.length);
  return await isSame(bearer ?? decode(cookie ?? ""), token);
}

/** Compares by digests, so that the time it takes tells nothing of the token. */
export async function isSame(said: string, token: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [said, token].map(async (text) =>
      new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))
    ),
  );
  return a.reduce((sum, byte, i) => sum | (byte ^ b[i]), 0) === 0;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
