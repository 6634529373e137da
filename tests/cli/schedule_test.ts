import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { execute } from "../support/execute.ts";
import { firstRows } from "../support/forecasts.ts";
import { type Finished, Workdir } from "../support/workdir.ts";

/** `schedule`, in real processes that start real processes. */

const PERMISSIONS = ["--allow-read=.", "--allow-write=.", "--allow-run"];
const PRICES = await firstRows("sp500.csv", 80);
const FORECAST = { input: "in.csv", state: "s", output: "out.csv", target: "close", models: "ar,naive" };

/** A folder with prices and this jobs file. */
async function folder(jobs: object, rest: object = {}): Promise<Workdir> {
  const dir = await Workdir.create();
  await dir.write("in.csv", PRICES);
  await dir.write("jobs.json", JSON.stringify({ timezone: "UTC", jobs, ...rest }));
  return dir;
}

function once(dir: Workdir, name: string, args: readonly string[] = []): Promise<Finished> {
  return dir.run(["schedule", "jobs.json", "--once", name, ...args], { permissions: PERMISSIONS });
}

Deno.test("schedule --once runs a job with its state, tells the run in a JSON line, and remembers it", async () => {
  await using dir = await folder({ prices: { cron: "0 0 1 1 *", forecast: FORECAST } });
  await dir.write("in.csv", PRICES.split("\n").slice(0, 51).join("\n") + "\n");
  const first = JSON.parse((await once(dir, "prices")).expect(0).stdout);
  assertEquals([first.job, first.trigger, first.due, first.attempts], ["prices", "once", null, 1]);
  assertEquals([first.status, first.exitCode, first.error, first.rows], ["done", 0, null, 50]);
  await dir.write("in.csv", PRICES);
  const second = JSON.parse((await once(dir, "prices")).expect(0).stdout);
  assertEquals(second.rows, 80);

  const whole = await dir.run(["--target", "close", "--models", "ar,naive", "--quiet"], { stdin: PRICES });
  assertEquals(await dir.read("out.csv"), whole.expect(0).stdout);
  const told = await dir.run(["schedule", "jobs.json", "--runs", "5"], { permissions: PERMISSIONS });
  assertEquals(told.expect(0).stdout.trimEnd().split("\n").map((line) => JSON.parse(line)), [first, second]);
});

Deno.test("schedule --once: a job that fails says why, exits with 1, and leaves its state as it was", async () => {
  const prices = { cron: "0 0 1 1 *", forecast: FORECAST, retries: 1, backoff: "1s" };
  await using dir = await folder({ prices });
  (await once(dir, "prices")).expect(0);
  const state = await dir.read("s");
  await dir.write("in.csv", "date,open\n2020-01-01,1\n");
  const failed = (await once(dir, "prices")).expect(1);
  const record = JSON.parse(failed.stdout);
  assertEquals(
    [record.status, record.exitCode, record.attempts],
    ["failed", 2, 1],
    "wrong usage is not tried again",
  );
  assertStringIncludes(record.error, 'Cannot find column "close"');
  assertMatch(
    failed.stderr,
    /^foretide: Cannot finish job "prices", failed after 1 attempt: .*Cannot find column "close"/,
  );
  await Deno.remove(`${dir.path}/in.csv`);
  const again = JSON.parse((await once(dir, "prices")).expect(1).stdout);
  assertEquals([again.exitCode, again.attempts], [1, 2]);
  assertEquals(await dir.read("s"), state);
  await dir.write("in.csv", PRICES);
  (await once(dir, "prices")).expect(0);
});

Deno.test("schedule runs jobs by the clock until SIGTERM, which stops those under way and ends with 143", async () => {
  const slow = {
    input: "slow.csv",
    state: "slow.s",
    output: "slow.out",
    target: "y",
    models: "lstm(hidden=128)",
  };
  await using dir = await folder({
    prices: { cron: "* * * * * *", forecast: FORECAST },
    slow: { cron: "* * * * * *", forecast: slow },
  });
  const rows = Array.from({ length: 60_000 }, (_, i) => `${i},${(i * i) % 97}\n`).join("");
  await dir.write("slow.csv", `time,y\n${rows}`);
  const program = dir.start(["schedule", "jobs.json"], { permissions: PERMISSIONS });
  for (let runs = 0; runs < 2;) {
    if (JSON.parse((await program.line())!).job === "prices") runs++;
  }
  while (!await Deno.stat(`${dir.path}/slow.out`).then(() => true, () => false)) {
    await new Promise((done) => setTimeout(done, 50));
  }
  program.signal("SIGTERM");
  const ended = (await program.finished()).expect(143);
  const records = ended.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const prices = records.filter(({ job }) => job === "prices");
  assert(
    prices.every(({ trigger, status }) => trigger === "cron" && ["done", "stopped"].includes(status)),
    ended.stdout,
  );
  const last = records.find(({ job }) => job === "slow");
  assertEquals(last.status, "stopped");
  assertMatch(
    ended.stderr,
    /2 jobs scheduled.*\n(foretide: job "\w+" is still running.*\n)*foretide: stopped by SIGTERM\n/,
  );
});

Deno.test("schedule stops a job that takes too long, which saves its state and goes on with it the next time", async () => {
  const forecast = { input: "slow.csv", state: "s", output: "out", target: "y", models: "lstm(hidden=128)" };
  await using dir = await folder({ slow: { cron: "0 0 1 1 *", timeout: "6s", retries: 0, forecast } });
  const rows = Array.from({ length: 400_000 }, (_, i) => `${i},${(i * i) % 97}\n`).join("");
  await dir.write("slow.csv", `time,y\n${rows}`);
  const first = JSON.parse((await once(dir, "slow")).expect(1).stdout);
  assertEquals([first.status, first.exitCode], ["timed out", 143]);
  assertStringIncludes(first.error, "stopped by SIGTERM, state saved");
  const second = JSON.parse((await once(dir, "slow")).expect(1).stdout);
  assert(second.rows > first.rows && first.rows > 0, `${first.rows}, then ${second.rows}`);
});

Deno.test("schedule refuses a job whose files lie outside its root folder, however they are named", async () => {
  const outside: [string, object][] = [
    ["input", { ...FORECAST, input: "../in.csv" }],
    ["input", { ...FORECAST, input: "/etc/passwd" }],
    ["state", { ...FORECAST, state: "sub/../../s" }],
    ["output", { ...FORECAST, output: "link/out" }],
    ["summary", { ...FORECAST, summary: "/nowhere/x.json" }],
    ["rejects", { ...FORECAST, rejects: "../r" }],
    ["weights of lstm", { ...FORECAST, models: "lstm(weights=/etc/passwd)" }],
  ];
  for (const [option, forecast] of outside) {
    await using dir = await folder({ prices: { cron: "0 0 1 1 *", forecast } });
    await Deno.symlink("..", `${dir.path}/link`);
    const refused = (await once(dir, "prices")).expect(2);
    assertStringIncludes(refused.stderr, `Cannot run job "prices" with ${option} `);
    assertStringIncludes(refused.stderr, "expected a file in its root folder");
    assertEquals(refused.stderr.trimEnd().split("\n").length, 1);
  }
  await using dir = await folder({ prices: { cron: "0 0 1 1 *", forecast: FORECAST } }, {
    history: "../h.sqlite",
  });
  assertStringIncludes(
    (await once(dir, "prices")).expect(2).stderr,
    'Cannot keep the history in "../h.sqlite"',
  );
});

Deno.test("schedule refuses jobs that would write over each other's files, or over the scheduler's", async () => {
  const cron = "0 0 1 1 *";
  const shared: [object, string][] = [
    [{ state: "s2" }, 'output "out.csv": that is the output of job "a"; name another file'],
    [{ state: "s2", output: "./s" }, 'output "s": that is the state of job "a"'],
    [{ state: "s2", output: "jobs.json" }, 'output "jobs.json": that is the jobs file'],
    [
      { state: "s2", output: "o2", summary: "jobs.sqlite" },
      'summary "jobs.sqlite": that is the history of runs',
    ],
  ];
  for (const [differences, said] of shared) {
    const b = { cron, forecast: { ...FORECAST, ...differences } };
    await using dir = await folder({ a: { cron, forecast: FORECAST }, b });
    assertStringIncludes((await once(dir, "a")).expect(2).stderr, `Cannot run job "b" with ${said}`);
  }
  await using dir = await folder({ a: { cron, forecast: FORECAST }, b: { cron, forecast: FORECAST } });
  for (const name of ["a", "b"]) (await once(dir, name)).expect(0); // of one state: they go on from each other
});

Deno.test("schedule lets a job have workers, which read the program's code", async () => {
  await using dir = await folder({
    a: { cron: "0 0 1 1 *", retries: 0, forecast: { ...FORECAST, workers: 2 } },
  });
  assertEquals(JSON.parse((await once(dir, "a")).expect(0).stdout).rows, 80);
});

Deno.test("schedule gives a job permission for its own files only, and no shell", async () => {
  const models = "naive,lstm(hidden=4,as=`touch hacked`)";
  await using dir = await folder({
    prices: { cron: "0 0 1 1 *", forecast: { ...FORECAST, target: "close; touch hacked", models: "naive" } },
    dollar: { cron: "0 0 1 1 *", forecast: { ...FORECAST, models } },
  });
  assertEquals(JSON.parse((await once(dir, "prices")).expect(1).stdout).status, "failed");
  await once(dir, "dollar");
  assert(!await Deno.stat(`${dir.path}/hacked`).then(() => true, () => false));
});

Deno.test("schedule says in one line what is wrong with its command line, its file, or its permissions", async () => {
  await using dir = await folder({
    prices: { cron: "x", forecast: FORECAST },
    typo: { cron: "* * * * *", forecast: { ...FORECAST, taget: 1 } },
  });
  await dir.write("broken.json", "{");
  const cases: [string[], number, string][] = [
    [[], 2, "Cannot run schedule: missing argument JOBS.json; usage: schedule JOBS.json"],
    [["absent.json"], 1, 'Cannot read "absent.json": there is no such file'],
    [["broken.json"], 2, 'Cannot read "broken.json": expected JSON, got a mistake'],
    [
      ["jobs.json", "--once", "price"],
      2,
      'Cannot run job "price": expected a job of "jobs.json", prices, typo; did you mean prices?',
    ],
    [["jobs.json"], 2, 'Cannot run job "typo": forecast has no option "taget"; did you mean target?'],
    [["jobs.json", "--once"], 2, "Cannot use --once without a value"],
  ];
  for (const [args, code, said] of cases) {
    const run = (await dir.run(["schedule", ...args], { permissions: PERMISSIONS })).expect(code);
    assertStringIncludes(run.stderr, `foretide: ${said}`);
    assertEquals(run.stderr.trimEnd().split("\n").length, 1);
  }
  await dir.write(
    "jobs.json",
    JSON.stringify({ timezone: "UTC", jobs: { prices: { cron: "x", forecast: FORECAST } } }),
  );
  const cron = await dir.run(["schedule", "jobs.json"], { permissions: PERMISSIONS });
  assertStringIncludes(
    cron.expect(2).stderr,
    'Cannot schedule job "prices" at "x": expected a cron expression',
  );
  const unpermitted = await dir.run(["schedule", "jobs.json"], { permissions: ["--allow-write=."] });
  assertStringIncludes(unpermitted.expect(1).stderr, "permission is missing, add --allow-read=");
});

Deno.test("schedule: a second scheduler of the same jobs is refused", async () => {
  await using dir = await folder({ prices: { cron: "0 0 1 1 *", forecast: FORECAST } });
  const first = dir.start(["schedule", "jobs.json"], { permissions: PERMISSIONS });
  while (await dir.read("jobs.sqlite.lock").catch(() => "") === "") {
    await new Promise((done) => setTimeout(done, 20));
  }
  const second = await dir.run(["schedule", "jobs.json"], { permissions: PERMISSIONS });
  assertStringIncludes(
    second.expect(1).stderr,
    `Cannot schedule the jobs of "jobs.json": another scheduler, process ${first.child.pid}, runs them`,
  );
  first.signal("SIGINT");
  (await first.finished()).expect(130);
});

Deno.test({
  name:
    "schedule killed with SIGKILL leaves its job running; the next one names it, and goes on when it has gone",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using dir = await folder({ prices: { cron: "0 0 1 1 *", retries: 0, forecast: FORECAST } });
    (await once(dir, "prices")).expect(0);
    await Deno.remove(`${dir.path}/in.csv`);
    (await execute("mkfifo", ["in.csv"], { cwd: dir.path })).expect(0); // nobody writes: the job hangs
    const killed = dir.start(["schedule", "jobs.json", "--once", "prices"], { permissions: PERMISSIONS });
    while (await dir.read("s.lock") === "") await new Promise((done) => setTimeout(done, 20));
    const job = Number(await dir.read("s.lock"));
    try {
      killed.signal("SIGKILL");
      await killed.finished();
      const kept = await once(dir, "prices");
      assertStringIncludes(
        kept.expect(1).stderr,
        `foretide: Cannot finish job "prices", failed after 1 attempt: foretide: Cannot use the state "s": ` +
          `process ${job} is using it; wait for its end, or give this run a state of its own`,
      );
    } finally {
      Deno.kill(job, "SIGKILL");
    }
    await Deno.remove(`${dir.path}/in.csv`);
    await dir.write("in.csv", PRICES);
    assertEquals(JSON.parse((await once(dir, "prices")).expect(0).stdout).rows, 80);
  },
});
