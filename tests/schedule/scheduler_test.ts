import { assertEquals } from "@std/assert";
import type { Job } from "../../src/schedule/job.ts";
import { RunHistory } from "../../src/schedule/run_history.ts";
import type { RunRecord } from "../../src/schedule/run_record.ts";
import { Scheduler } from "../../src/schedule/scheduler.ts";
import { FakeWorld, job } from "./jobs.ts";

const at = (text: string) => Date.parse(`2026-01-${text}Z`);

/** A scheduler in a fake world, and what it reported. */
function stage(jobs: readonly Job[], world: FakeWorld, history: RunHistory) {
  const records: RunRecord[] = [];
  const said: string[] = [];
  const scheduler = new Scheduler(jobs, world, history, {
    ran: (record) => void records.push(record),
    said: (text) => void said.push(text),
    rowsLearned: () => Promise.resolve(7),
  });
  return { scheduler, records, said };
}

/** Runs a scheduler from the world's time until another. */
async function runUntil(jobs: readonly Job[], world: FakeWorld, history: RunHistory, end: number) {
  const { scheduler, records, said } = stage(jobs, world, history);
  const stopping = new AbortController();
  const ended = scheduler.run(stopping.signal);
  await world.passUntil(end);
  stopping.abort();
  await ended;
  return { records, said };
}

Deno.test("Scheduler runs every job at its times, and reports and records each run", async () => {
  using history = RunHistory.open(":memory:");
  const world = new FakeWorld(at("01T00:30:00"), () => ({ exitCode: 0, takes: 2500 }));
  const jobs = [job(), job({ name: "vitals", cron: "*/30 * * * *" })];
  const { records, said } = await runUntil(jobs, world, history, at("01T02:10:00"));
  assertEquals(world.attempts, [
    ["prices", "2026-01-01T01:00:00.000Z"],
    ["vitals", "2026-01-01T01:00:00.000Z"],
    ["vitals", "2026-01-01T01:30:00.000Z"],
    ["prices", "2026-01-01T02:00:00.000Z"],
    ["vitals", "2026-01-01T02:00:00.000Z"],
  ]);
  assertEquals(records[0], {
    job: "prices",
    trigger: "cron",
    due: "2026-01-01T01:00:00.000Z",
    started: "2026-01-01T01:00:00.000Z",
    finished: "2026-01-01T01:00:02.500Z",
    seconds: 2.5,
    attempts: 1,
    status: "done",
    exitCode: 0,
    error: null,
    rows: 7,
  });
  assertEquals(history.last(100), records as unknown as Record<string, unknown>[]);
  assertEquals(said, []);
});

Deno.test("Scheduler never runs a job beside itself: a time that comes meanwhile is passed over, and said", async () => {
  using history = RunHistory.open(":memory:");
  const world = new FakeWorld(at("01T00:00:30"), (_, n) => ({ exitCode: 0, takes: n === 0 ? 150_000 : 0 }));
  const { records, said } = await runUntil([job({ cron: "* * * * *" })], world, history, at("01T00:05:30"));
  assertEquals(records.map(({ due }) => due!.slice(14, 16)), ["01", "04", "05"]);
  assertEquals(
    said,
    ["02", "03"].map((minute) =>
      `job "prices" is still running: its time 2026-01-01T00:${minute}:00.000Z is passed over`
    ),
  );
});

Deno.test("Scheduler tries a failed run again, with pauses that double, and then waits for its next time", async () => {
  using history = RunHistory.open(":memory:");
  const world = new FakeWorld(at("01T00:59:00"), (_, n) => ({ exitCode: n < 3 ? 1 : 0 }));
  const { records } = await runUntil(
    [job({ retries: 2, backoff: 30_000 })],
    world,
    history,
    at("01T02:10:00"),
  );
  assertEquals(world.attempts.map(([, time]) => time.slice(11, 19)), [
    "01:00:00",
    "01:00:30",
    "01:01:30",
    "02:00:00",
  ]);
  assertEquals(records.map(({ status, attempts, exitCode, error }) => [status, attempts, exitCode, error]), [
    ["failed", 3, 1, "it ended with 1"],
    ["done", 1, 0, null],
  ]);
});

Deno.test("Scheduler does not try wrong usage again, and tells a time-out", async () => {
  using history = RunHistory.open(":memory:");
  const ending = ({ name }: Job) => ({ exitCode: name === "wrong" ? 2 : 143, timedOut: name === "slow" });
  const world = new FakeWorld(at("01T00:59:00"), ending);
  const jobs = [job({ name: "wrong" }), job({ name: "slow", retries: 0 })];
  const { records } = await runUntil(jobs, world, history, at("01T01:30:00"));
  assertEquals(records.map(({ job, status, attempts }) => [job, status, attempts]), [
    ["wrong", "failed", 1],
    ["slow", "timed out", 1],
  ]);
});

Deno.test("Scheduler makes up once for all that was missed while it was away", async () => {
  using history = RunHistory.open(":memory:");
  const jobs = [job(), job({ name: "never mind", catchUp: false })];
  await runUntil(jobs, new FakeWorld(at("01T00:30:00")), history, at("01T01:30:00"));
  const { records } = await runUntil(jobs, new FakeWorld(at("01T09:20:00")), history, at("01T10:10:00"));
  assertEquals(
    records.map((
      { job, trigger, due, started },
    ) => [job, trigger, due!.slice(11, 16), started.slice(11, 16)]),
    [
      ["prices", "catch-up", "09:00", "09:20"],
      ["prices", "cron", "10:00", "10:00"],
      ["never mind", "cron", "10:00", "10:00"],
    ],
  );
});

Deno.test("Scheduler makes up for a run that died with its scheduler, and for one that was stopped", async () => {
  for (const end of ["died", "stopped"]) {
    using history = RunHistory.open(":memory:");
    if (end === "died") {
      history.knownSince("prices", at("01T00:30:00"));
      history.begin({
        job: "prices",
        trigger: "cron",
        due: new Date(at("01T01:00:00")).toISOString(),
        started: "x",
      });
    } else {
      const slow = new FakeWorld(at("01T00:30:00"), () => ({ exitCode: 0, takes: 9e6 }));
      const { records } = await runUntil([job()], slow, history, at("01T01:05:00"));
      assertEquals(records.map(({ status }) => status), ["stopped"]);
    }
    const { records } = await runUntil([job()], new FakeWorld(at("01T01:20:00")), history, at("01T01:30:00"));
    assertEquals(records.map(({ trigger, due }) => [trigger, due!.slice(11, 16)]), [["catch-up", "01:00"]]);
    assertEquals(history.last(9)[0].status, end === "died" ? "interrupted" : "stopped");
  }
});

Deno.test("Scheduler does not make up for times before a job was known", async () => {
  using history = RunHistory.open(":memory:");
  const { records } = await runUntil([job()], new FakeWorld(at("01T09:20:00")), history, at("01T09:50:00"));
  assertEquals(records, []);
});

Deno.test("Scheduler.runOnce() runs a job now, with its retries", async () => {
  using history = RunHistory.open(":memory:");
  const world = new FakeWorld(at("01T00:10:00"), (_, n) => ({ exitCode: n === 0 ? 1 : 0 }));
  const { scheduler, records } = stage([job()], world, history);
  const run = scheduler.runOnce("prices", new AbortController().signal);
  await world.passUntil(at("01T00:20:00"));
  const record = await run;
  assertEquals([record.trigger, record.due, record.attempts, record.status], ["once", null, 2, "done"]);
  assertEquals(records, [record]);
});

Deno.test("Scheduler: a clock that is set back runs nothing twice, one that is set on makes up once", async () => {
  using history = RunHistory.open(":memory:");
  const world = new FakeWorld(at("01T00:30:00"));
  const { scheduler, records } = stage([job()], world, history);
  const stopping = new AbortController();
  const ended = scheduler.run(stopping.signal);
  await world.passUntil(at("01T01:10:00"));
  world.setClock(at("01T00:50:00"));
  await world.passUntil(at("01T01:20:00"));
  assertEquals(records.length, 1);
  world.setClock(at("01T06:20:00"));
  await world.passUntil(at("01T07:10:00"));
  stopping.abort();
  await ended;
  assertEquals(records.map(({ trigger, due }) => [trigger, due!.slice(11, 16)]), [
    ["cron", "01:00"],
    ["catch-up", "06:00"],
    ["cron", "07:00"],
  ]);
});
