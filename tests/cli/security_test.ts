import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { namesIn } from "../support/execute.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** What hostile files must not reach, and the least that each command has to be allowed. Jobs: see schedule_test.ts. */

const PRICES = await firstRows("sp500.csv", 30);

Deno.test("a column, a series or an NDJSON key called __proto__ is a name like others", async () => {
  await using dir = await Workdir.create();
  const csv = "time,__proto__,constructor\n1,toString,5\n2,__proto__,6\n3,toString,7\n";
  const args = [
    "--series",
    "__proto__",
    "--target",
    "constructor",
    "--models",
    "lstm(hidden=2),ar,naive,ensemble",
    "--state",
    "s",
  ];
  const permissions = ["--allow-read=.", "--allow-write=."];
  const run = (await dir.run([...args, "--quiet"], { stdin: csv, permissions })).expect(0);
  assertStringIncludes(run.stdout, "\n__proto__,2,constructor,1,naive,6,,\n");
  const ndjson =
    '{"time":1,"__proto__":"toString","constructor":5}\n{"time":2,"__proto__":{"x":1},"constructor":6}\n';
  const plain = await dir.run([...args.slice(0, -2), "--input-format", "ndjson", "--quiet"], {
    stdin: ndjson,
  });
  assertStringIncludes(plain.expect(0).stdout, "\ntoString,1,constructor,1,naive,5,,\n");
  const told = await dir.run(["inspect", "s", "--format", "json"], { permissions });
  assertEquals(JSON.parse(told.expect(0).stdout).series.map(({ key }: { key: string }) => key), [
    "toString",
    "__proto__",
  ]);
});

Deno.test("--max-series bounds what a feed of ever new series can make it remember", async () => {
  await using dir = await Workdir.create();
  const rows = Array.from({ length: 5000 }, (_, i) => `${i},s${i},1\n`).join("");
  const args = ["--series", "id", "--target", "y", "--models", "naive", "--max-series", "100"];
  const run = (await dir.run(args, { stdin: `time,id,y\n${rows}` })).expect(0);
  assertEquals(run.stdout.trimEnd().split("\n").length, 101);
  assertStringIncludes(run.stderr, "expected one of the first 100 series (--max-series 100)");
  assertStringIncludes(run.stderr, "foretide: 4,890 more bad rows not shown\n");
});

Deno.test("a state's temporary file is written through no link that somebody has put there", async () => {
  await using dir = await Workdir.create();
  await using elsewhere = await Workdir.create();
  await elsewhere.write("precious", "kept");
  await Deno.symlink(`${elsewhere.path}/precious`, `${dir.path}/s.new`);
  await Deno.symlink(`${elsewhere.path}/precious`, `${dir.path}/s.previous`);
  const permissions = ["--allow-read", "--allow-write"];
  for (const end of [20, 30]) {
    const stdin = PRICES.split("\n").slice(0, end).join("\n") + "\n";
    (await dir.run(["--target", "close", "--models", "naive", "--state", "s"], { stdin, permissions }))
      .expect(0);
  }
  assertEquals(await elsewhere.read("precious"), "kept");
  assertEquals(await namesIn(dir.path), ["s", "s.lock", "s.previous"]);
});

Deno.test("a checkpoint names no file that is opened: only the command line does", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const args = ["--target", "close", "--models", "naive", "--state", "s"];
  (await dir.run([...args, "--output", "out"], { stdin: PRICES, permissions })).expect(0);
  const output = await dir.read("out");
  const resumed = await dir.run(args, { stdin: PRICES, permissions });
  assertEquals([resumed.expect(0).stdout, await dir.read("out")], ["", output]);
});

Deno.test("a weights file that lies about its sizes is refused in a line", async () => {
  await using dir = await Workdir.create();
  const header = JSON.stringify({
    "lstm.weight_ih_l0": { dtype: "F32", shape: [2 ** 31, 2 ** 20], data_offsets: [0, 2 ** 53] },
  });
  const file = new Uint8Array(8 + header.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(new TextEncoder().encode(header), 8);
  await dir.write("w", file);
  const args = ["--target", "close", "--models", "lstm(weights=w)"];
  const run = await dir.run(args, { stdin: PRICES, permissions: ["--allow-read=w"] });
  assertEquals(
    run.expect(1).stderr.replace(/^foretide: reading [^\n]*\n/, ""),
    'foretide: Cannot read "w" as safetensors: the tensor "lstm.weight_ih_l0" has no proper place\n',
  );
});

const JOB = { input: "in.csv", state: "kept/j", output: "job.csv", target: "close", models: "naive" };
const FAST = ["--models", "naive", "--quiet"];
const CLASSIFY = ["classify", "--label", "date", "--classes", "100", "--models", "majority", "--quiet"];
const STATE = ["--allow-read=kept", "--allow-write=kept"];

/** Each command, and exactly what it is allowed: what README.md and --help name. */
const LEAST: readonly (readonly [args: readonly string[], permissions: readonly string[]])[] = [
  [["--target", "close", ...FAST], []],
  [["--target", "close", "--input", "in.csv", ...FAST], ["--allow-read=in.csv"]],
  [["--target", "close", "--output", "out", "--summary", "sum", "--rejects", "rej", ...FAST], [
    "--allow-write=out,sum,rej",
  ]],
  [["--target", "close", "--state", "kept/s", ...FAST], STATE],
  [["--target", "close", "--state", "kept/s", "--output", "o", ...FAST], [STATE[0], `${STATE[1]},o`]],
  [["inspect", "kept/s"], ["--allow-read=kept/s"]],
  [["generate", "--state", "kept/s", "--quiet"], ["--allow-read=kept/s"]],
  [["generate", "--state", "kept/s", "--output", "g", "--quiet"], ["--allow-read=kept/s", "--allow-write=g"]],
  [CLASSIFY, []],
  [[...CLASSIFY, "--input", "in.csv", "--report", "page"], ["--allow-read=in.csv", "--allow-write=page"]],
  [[...CLASSIFY, "--state", "kept/c"], STATE],
  [["lesson"], []],
  [["schedule", "jobs.json", "--once", "a"], ["--allow-read=.", "--allow-write=.", "--allow-run"]],
  [["schedule", "jobs.json", "--runs", "1"], ["--allow-read=.", "--allow-write=."]],
];

Deno.test("every command runs with the least that it is said to need, and is refused with less", async () => {
  await using dir = await Workdir.create();
  await Deno.mkdir(`${dir.path}/kept`);
  await dir.write("in.csv", PRICES);
  const a = { cron: "0 0 1 1 *", retries: 0, forecast: JOB };
  await dir.write("jobs.json", JSON.stringify({ timezone: "UTC", jobs: { a } }));
  for (const [args, permissions] of LEAST) {
    for (let left = 0; left < permissions.length; left++) {
      const less = permissions.filter((_, i) => i !== left);
      const refused = await dir.run(args, { stdin: PRICES, permissions: less });
      assert(refused.code === 1 && refused.stderr.includes(", add "), `${args}: ${refused.stderr}`);
    }
    (await dir.run(args, { stdin: PRICES, permissions })).expect(0);
  }
});
