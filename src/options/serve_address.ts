import { wrongValue } from "./flag.ts";

/** Where a live page is served. */
export interface ServeAddress {
  readonly hostname: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** Whether only this machine can reach it. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** `8080`, `127.0.0.1:8080`, `[::1]:8080`: without a host only this machine can reach it. */
export function readServeAddress(what: string, text: string): ServeAddress {
  const [, host = "127.0.0.1", digits] = /^(?:(\[[0-9a-fA-F:.]+\]|[^:[\]\s/]+):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    throw wrongValue(what, text, "a port from 0 up to 65535, or HOST:PORT");
  }
  return { hostname: host.replace(/^\[|\]$/g, ""), port };
}
