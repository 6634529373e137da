import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { firstRows } from "../support/forecasts.ts";
import { MeteredProxy } from "../support/metered_proxy.ts";
import { read } from "../support/sources.ts";
import { Workdir } from "../support/workdir.ts";

/** What the first run on a new machine costs: what the default lock lists, and nothing of tests/deno.json. */

/** At most so many 10⁶ bytes over the network. */
const DOWNLOADED = 10;
/** At most so many 10⁶ bytes in Deno's cache, those of its databases included. */
const CACHED = 24;

const REGISTRY = "https://registry.npmjs.org/";
const away = await fetch(REGISTRY, { method: "HEAD" }).then(() => false, () => true);

Deno.test({
  name: `the first run with an empty cache downloads at most ${DOWNLOADED} MB and keeps at most ${CACHED}` +
    (away ? ` (skipped: ${REGISTRY} cannot be reached)` : ""),
  ignore: away,
  async fn() {
    await using dir = await Workdir.create();
    await using proxy = MeteredProxy.start();
    const cache = join(dir.path, "cache");
    const run = await dir.run(["--target", "close", "--quiet"], {
      stdin: await firstRows("sp500.csv", 50),
      permissions: ["--frozen"],
      env: { DENO_DIR: cache, HTTPS_PROXY: proxy.url },
    });
    run.expect(0).check(run.stdout.split("\n").length > 50, "Expected forecasts");
    const kept = await bytesUnder(cache);
    // deno-lint-ignore no-console -- the figures for whoever reads the log
    console.log(`downloaded ${megabytes(proxy.received)} MB, kept ${megabytes(kept)} MB`);
    assert(proxy.received > 1e5, `it went another way: ${proxy.received} bytes came through the proxy`);
    assert(proxy.received <= DOWNLOADED * 1e6, `downloaded ${megabytes(proxy.received)} MB`);
    assert(kept <= CACHED * 1e6, `kept ${megabytes(kept)} MB`);
  },
});

Deno.test("no package that only tests need stands in the default lock", async () => {
  const [ours, tests, lock, all] = (await Promise.all(
    ["deno.json", "tests/deno.json", "deno.lock", "tests/deno.lock"].map(read),
  )).map((text) => JSON.parse(text));
  const forTests = Object.entries<string>(tests.imports).filter(([name]) => !(name in ours.imports));
  assert(forTests.length > 1);
  for (const [name, specifier] of forTests) {
    assert(specifier in all.specifiers, `${name} is not in tests/deno.lock`);
    assert(!(specifier in lock.specifiers), `${name} is in deno.lock`);
  }
  // Otherwise tests would run with something else than users have.
  assertEquals({ ...tests.imports, ...ours.imports }, tests.imports);
  assertEquals(tests.compilerOptions, ours.compilerOptions);
  assertEquals(tests.fmt.lineWidth, ours.fmt.lineWidth);
  assertEquals(tests.links, ours.links.map((path: string) => path.replace("./", "../")));
  for (const [name, { integrity }] of Object.entries<{ integrity: string }>(lock.npm)) {
    assertEquals(all.npm[name]?.integrity, integrity, `${name} in tests/deno.lock`);
  }
});

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

async function bytesUnder(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    bytes += isDirectory ? await bytesUnder(path) : (await Deno.stat(path)).size;
  }
  return bytes;
}
