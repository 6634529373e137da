import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import untypedParser from "parse-prometheus-text-format";
import { ASSETS } from "../../src/serve/assets.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";
import { frames, frameWhere, freePort, rawStatus, serveWard, tokenFile, WARD } from "./served.ts";

/** `--serve`: what a run shows while it lasts, and to whom. */

const ROWS = 900;

/** A family of metrics, as the parser of npm tells it. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly metrics: readonly { readonly value: string; readonly labels?: Readonly<Record<string, string>> }[];
}
const parsePrometheus = untypedParser as unknown as (text: string) => Family[];

Deno.test("--serve: the same bytes on standard output; readers get all there is to know, and the end", async () => {
  await using dir = await Workdir.create();
  const stdin = await firstRows("vitals.csv", ROWS);
  const plain = (await dir.run(WARD, { stdin })).expect(0);
  await using served = await serveWard(dir, ROWS, freePort());
  const { program, url } = served;
  await frameWhere(`${url}/events`, ({ rows, matches }) => rows === ROWS && matches > 6);
  const settled = await frameWhere(`${url}/events?target=1`, () => true); // all that is known, at once
  const [p01] = settled.series;
  assertEquals([p01.key, settled.matches], ["p01", 7]);
  const own = stdin.trim().split("\n").map((line) => line.split(",")).filter(([, patient]) =>
    patient === "p01"
  );
  const expected = own.slice(-120).map((
    [time, , , spo2],
  ) => [Date.parse(time), spo2 === "" ? null : Number(spo2)]);
  assertEquals(p01.points!.map(([place, actual]) => [place, actual]), expected);
  assertEquals(p01.next!.length, 3);
  assertEquals(p01.next![0].length, 1 + 1 + 2 * 2, "place, forecast, two levels");
  assertEquals(p01.next![0][0]! - p01.points!.at(-1)![0]!, 60_000, "a minute later");
  assert(settled.events.length > 0 && settled.events.every(({ place }) => place > Date.parse("2026-01-12")));
  const searched = await frameWhere(`${url}/events?search=P0&sort=risk&page=9`, () => true);
  const risks = searched.series.map(({ risk }) => risk!);
  assertEquals(risks, risks.toSorted((a, b) => b - a));
  const last = frames(`${url}/events`);
  await last.next();
  await program.closeInput();
  let ended = false;
  for await (const frame of last) ended = frame.ended;
  assert(ended, "the stream ends with the run's end");
  const finished = (await served.finished).expect(0);
  assertEquals(finished.stdout, plain.stdout);
  assertStringIncludes(finished.stderr, `foretide: live page at http://127.0.0.1:${served.port}/`);
});

Deno.test("--serve: the race of the models is that of the closing scores, and /metrics is what Prometheus reads", async () => {
  await using dir = await Workdir.create();
  await using served = await serveWard(dir, ROWS, freePort());
  const { program, url } = served;
  await frameWhere(`${url}/events`, ({ rows, series }) => rows === ROWS && series.length > 6);
  const response = await fetch(`${url}/metrics`);
  assertEquals(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const families = parsePrometheus(await response.text());
  const family = (name: string) => families.find((it) => it.name === name);
  assertEquals(family("foretide_rows_total"), {
    name: "foretide_rows_total",
    help: "Rows learned.",
    type: "COUNTER",
    metrics: [{ value: String(ROWS) }],
  });
  assertEquals(family("foretide_series")!.metrics, [{ value: "7" }]);
  for (
    const name of ["skill", "coverage", "alerts_total", "drift_alarms_total", "forecast", "lower", "risk"]
  ) {
    assert(family(`foretide_${name}`)!.metrics.length > 0, name);
  }
  assertEquals(family("foretide_forecast")!.metrics.length, 14, "seven patients, two targets");
  const summary = ["--summary", "scores.json"];
  const permissions = ["--allow-write=scores.json"];
  const stdin = await firstRows("vitals.csv", ROWS);
  (await dir.run([...WARD, ...summary], { stdin, permissions })).expect(0);
  const { scores } = JSON.parse(await dir.read("scores.json"));
  for (const { labels, value } of family("foretide_skill")!.metrics) {
    const { model, target } = labels!;
    const of = scores.find((it: Record<string, unknown>) =>
      it.model === model && it.target === target && it.horizon === 1
    );
    assert(of.n < 1000, "all rows are among the newest 1,000");
    assertAlmostEquals(Number(value), of.skill, 1e-9, `${model} ${target}`);
  }
  for (const path of ["/healthz", "/readyz"]) assertEquals((await fetch(url + path)).ok, true, path);
  await program.closeInput();
});

Deno.test("--serve: who names it otherwise, comes from elsewhere, or wants to change something is refused", async () => {
  await using dir = await Workdir.create();
  await using served = await serveWard(dir, 30, freePort());
  const { port, url } = served;
  const get = (...headers: string[]) => rawStatus(port, ["GET / HTTP/1.1", ...headers]);
  assertEquals(await get(`Host: 127.0.0.1:${port}`), 200);
  assertEquals(await get(`Host: localhost:${port}`), 200);
  for (const host of [`evil.example:${port}`, "127.0.0.1", `127.0.0.1.evil.example:${port}`, `[::1]:1`, ""]) {
    assertEquals(await get(`Host: ${host}`), 421, host);
  }
  const own = `Host: 127.0.0.1:${port}`;
  assertEquals(await get(own, "Sec-Fetch-Site: cross-site"), 403);
  assertEquals(await get(own, "Sec-Fetch-Site: same-origin"), 200);
  assertEquals(await get(own, "Origin: http://evil.example"), 403);
  assertEquals(await rawStatus(port, ["POST / HTTP/1.1", own, "Content-Length: 0"]), 405);
  const page = await fetch(url);
  const policy = page.headers.get("content-security-policy")!;
  assert(policy.includes("default-src 'none'") && !policy.includes("unsafe"), policy);
  assertEquals(page.headers.get("x-content-type-options"), "nosniff");
  const html = await page.text();
  assert(!/<script>|<script [^>]*>[^<]|style=|\son\w+=/.test(html), "nothing inline");
  assertEquals((await fetch(`${url}/main.ts`)).status, 404);
  const bytes = Object.values(ASSETS).reduce(
    (sum, { text }) => sum + new TextEncoder().encode(text).length,
    0,
  );
  assert(bytes < 120_000, `a page of ${bytes} bytes`);
});

Deno.test("--serve: sixteen readers at once, and no more", async () => {
  await using dir = await Workdir.create();
  await using served = await serveWard(dir, 30, freePort());
  const readers = await Promise.all(Array.from({ length: 16 }, () => fetch(`${served.url}/events`)));
  assertEquals(readers.map(({ status }) => status), Array(16).fill(200));
  const one = await fetch(`${served.url}/events`);
  assertEquals(one.status, 503);
  await Promise.all([one, ...readers].map(({ body }) => body?.cancel()));
});

Deno.test("--serve-token: who does not know it is refused; a browser remembers it in a cookie of its own", async () => {
  await using dir = await Workdir.create();
  const token = "0123456789abcdefgh";
  const file = await tokenFile(dir, token);
  await using served = await serveWard(dir, 30, freePort(), ["--serve-token", file]);
  const { url } = served;
  const status = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, { headers, redirect: "manual" });
    await response.body?.cancel();
    return response;
  };
  for (const path of ["/", "/events", "/metrics", "/?token=wrong", "/live.js"]) {
    assertEquals((await status(path)).status, 401, path);
  }
  assertEquals((await status("/healthz")).status, 200, "says nothing of the run");
  assertEquals((await status("/metrics", { authorization: `Bearer ${token}` })).status, 200);
  const introduced = await status(`/?token=${token}`);
  assertEquals([introduced.status, introduced.headers.get("location")], [303, "/"]);
  const cookie = introduced.headers.get("set-cookie")!;
  assert(/; HttpOnly; SameSite=Strict/.test(cookie), cookie);
  assertEquals((await status("/", { cookie: cookie.split(";")[0] })).status, 200);
});

Deno.test("--serve: beyond this machine only with a token; a port in use, missing permissions and wrong values are told", async () => {
  await using dir = await Workdir.create();
  const stdin = "y\n1\n";
  const refused = async (args: readonly string[], code: number, told: string, ...permissions: string[]) => {
    const run = (await dir.run(args, { stdin, permissions })).expect(code);
    assertStringIncludes(run.stderr, told);
  };
  await refused(["--serve", "0.0.0.0:8080"], 2, "add --serve-token FILE");
  await refused(["--serve-token", "x"], 2, "add --serve PORT");
  await refused(["--serve", "no:where:80"], 2, "expected a port from 0 up to 65535, or HOST:PORT");
  await refused(["--serve", "70000"], 2, "expected a port from 0 up to 65535");
  await refused(["--serve", "8080"], 1, "--allow-net=127.0.0.1:8080");
  await dir.write("short", "abc\n");
  const permissions = ["--allow-read", "--allow-net"];
  await refused(["--serve", "0", "--serve-token", "short"], 1, "at least 16 printable", ...permissions);
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  await refused(["--serve", String(port)], 1, "name another port", ...permissions);
});
