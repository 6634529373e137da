import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Random } from "../../src/base/random.ts";
import { firstRows } from "../support/forecasts.ts";
import { guarded, Workdir } from "../support/workdir.ts";

/** `--workers`: who forecasts where shows nowhere but in the time it takes. */

const CODE = fromFileUrl(new URL("../../src", import.meta.url));
const PERMISSIONS = [`--allow-read=.,${CODE}`, "--allow-write=."];
const PRICES = await firstRows("sp500.csv", 300);
const VITALS = await firstRows("vitals.csv", 500);
const MODELS = [
  "--models",
  "naive,ar(lags=3),lstm(hidden=4,reads=ar),gru(hidden=4,every=3),mlp(hidden=4,window=4,batch=3,head=student),ensemble",
  ...["--warmup", "10"],
];
const ONE = ["--target", "close", ...MODELS];
const MANY = [
  ...["--series", "patient", "--target", "hr,spo2", "--features", "map", "--horizon", "1,3"],
  ...["--valid", "spo2=92..100", ...MODELS],
];

/** Two series that wander and then climb, and a network too slow to follow: drift, at which it is to learn faster. */
const random = new Random(1);
let level = 0;
const CLIMBING = "time,id,y\n" + Array.from({ length: 1200 }, (_, i) => {
  level += i < 600 ? random.uniform(-1, 1) : 0.8;
  return `${i >> 1},${i % 2 === 0 ? "a" : "b"},${level.toFixed(4)}\n`;
}).join("");
const DRIFTING = ["--series", "id", "--models", "naive,lstm(hidden=4,rate=0.0001),ensemble"];

const RUNS = [["one series", ONE, PRICES], ["many series", MANY, VITALS], [
  "drift",
  DRIFTING,
  CLIMBING,
]] as const;

async function run(dir: Workdir, args: readonly string[], stdin: string): Promise<string> {
  const finished = await dir.run([...args, "--quiet"], { stdin, permissions: PERMISSIONS });
  return finished.expect(0).stdout;
}

/** The summary but for what is measured or named after the run. */
function withoutTimes(json: string): unknown {
  const { seconds: _, rowsPerSecond: __, configuration, ...rest } = JSON.parse(json);
  const { workers: ___, summary: ____, events: _____, state: ______, ...said } = configuration;
  return { ...rest, configuration: said };
}

for (const [what, args, csv] of RUNS) {
  Deno.test(`--workers changes no byte of forecasts, events and scores: ${what}`, async () => {
    await using dir = await Workdir.create();
    const files = (name: string) => ["--summary", `${name}.json`, "--events", `${name}.events`];
    const plain = await run(dir, [...args, ...files("plain")], csv);
    if (what === "drift") assertStringIncludes(await dir.read("plain.events"), '"model":"lstm"');
    for (const workers of ["1", "3", "auto"]) {
      const divided = await run(dir, [...args, ...files(workers), "--workers", workers], csv);
      assertEquals(divided, plain);
      assertEquals(
        withoutTimes(await dir.read(`${workers}.json`)),
        withoutTimes(await dir.read("plain.json")),
      );
      assertEquals(await dir.read(`${workers}.events`), await dir.read("plain.events"));
    }
  });

  Deno.test(`--workers leaves the same state, and goes on from one: ${what}`, async () => {
    await using dir = await Workdir.create();
    const lines = csv.trimEnd().split("\n");
    const first = lines.slice(0, 130).join("\n") + "\n";
    const workers = ["--workers", "2"];
    const plain = [
      await run(dir, [...args, "--state", "a"], first),
      await run(dir, [...args, "--state", "a"], csv),
    ];
    const begun = await run(dir, [...args, "--state", "b", ...workers], first);
    const resumed = await run(dir, [...args, "--state", "b"], csv);
    assertEquals([begun, resumed], plain);
    const before = await run(dir, [...args, "--state", "c"], first);
    const after = await run(dir, [...args, "--state", "c", ...workers, "--checkpoint-every", "50"], csv);
    assertEquals([before, after], plain);
    const bytes = await Promise.all(["a", "b", "c"].map((name) => Deno.readFile(`${dir.path}/${name}`)));
    assertEquals(bytes[1], bytes[0]);
    assertEquals(bytes[2], bytes[0]);
  });
}

Deno.test("--workers answers each row that is typed before the next one is", async () => {
  await using dir = await Workdir.create();
  const program = dir.start(["--target", "close", ...MODELS, "--quiet", "--workers", "2"], {
    permissions: PERMISSIONS,
  });
  using _ = guarded(program);
  const [header, ...rows] = PRICES.trimEnd().split("\n");
  await program.write(`${header}\n`);
  for (const [i, row] of rows.slice(0, 30).entries()) {
    await program.write(`${row}\n`);
    if (i === 0) await program.line(); // the header
    for (let m = 0; m < 6; m++) assertStringIncludes(await program.line() ?? "the end", row.split(",")[0]);
  }
  await program.closeInput();
  (await program.finished()).expect(0);
});

Deno.test("--workers ends well when the reader of standard output goes away", async () => {
  await using dir = await Workdir.create();
  const program = dir.start([...ONE, "--quiet", "--workers", "2"], { permissions: PERMISSIONS });
  using _ = guarded(program);
  const [header, ...rows] = PRICES.trimEnd().split("\n");
  await program.write(`${header}\n${rows[0]}\n`);
  await program.line();
  await program.closeOutput();
  for (const row of rows.slice(1, 60)) if (!await program.write(`${row}\n`)) break;
  await program.closeInput();
  (await program.finished()).expect(0);
});

Deno.test("--workers without the permission to read the code names the flag that gives it", async () => {
  await using dir = await Workdir.create();
  const finished = await dir.run(["--workers", "2"], { stdin: PRICES });
  finished.expect(1);
  assertStringIncludes(finished.stderr, `add --allow-read=${CODE} before main.ts`);
  assertEquals(finished.stderr.trimEnd().split("\n").length, 1);
});

Deno.test("--workers wants a whole number or auto", async () => {
  await using dir = await Workdir.create();
  for (const wrong of ["0", "-1", "1.5", "all"]) {
    const finished = await dir.run([`--workers=${wrong}`], { stdin: PRICES, permissions: PERMISSIONS });
    finished.expect(2);
    assert(finished.stderr.includes("expected auto or a whole number"), finished.stderr);
  }
});
