import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../src/base/errors.ts";
import { RunHistory } from "../../src/schedule/run_history.ts";
import { Workdir } from "../support/workdir.ts";

const BEGUN = {
  job: "a'; DROP TABLE runs; --",
  trigger: "cron",
  due: "2026-01-01T00:00:00.000Z",
  started: "now",
} as const;

Deno.test("RunHistory survives its process, and keeps whatever names it is given", async () => {
  await using dir = await Workdir.create();
  const path = `${dir.path}/h.sqlite`;
  {
    using history = RunHistory.open(path);
    const run = history.begin(BEGUN);
    history.end(run, {
      ...BEGUN,
      finished: "then",
      seconds: 1.5,
      attempts: 2,
      status: "failed",
      exitCode: 1,
      error: "why",
      rows: null,
    });
    history.begin(BEGUN);
  }
  using history = RunHistory.open(path);
  assertEquals(history.lastDue(BEGUN.job), Date.parse(BEGUN.due));
  history.markInterrupted();
  const [first, second] = history.last(5);
  assertEquals([first.status, first.error, first.seconds], ["failed", "why", 1.5]);
  assertEquals([second.status, second.finished], ["interrupted", null]);
  assertEquals(history.last(1).length, 1);
});

Deno.test("RunHistory.open() says in a line that a file is no history", async () => {
  await using dir = await Workdir.create();
  await dir.write("h", "not a database, and long enough to be looked at".repeat(99));
  assertThrows(
    () => RunHistory.open(`${dir.path}/h`),
    RunError,
    `Cannot open the run history "${dir.path}/h": `,
  );
  assertThrows(() => RunHistory.open(`${dir.path}/absent/h`), RunError, "Cannot open the run history");
});

Deno.test("RunHistory names its file, and what to do, when something in it is damaged", async () => {
  await using dir = await Workdir.create();
  const path = `${dir.path}/h.sqlite`;
  using history = RunHistory.open(path);
  history.knownSince("a", 0);
  history.end(history.begin({ ...BEGUN, job: "a", due: "soon" }), {
    ...BEGUN,
    finished: "then",
    seconds: 1,
    attempts: 1,
    status: "done",
    exitCode: 0,
    error: null,
    rows: null,
  });
  const said = `Cannot use the run history "${path}": `;
  assertThrows(
    () => history.lastDue("a"),
    RunError,
    `${said}expected a time, got "soon"; if it is damaged, move`,
  );
  await dir.write("h.sqlite", "no longer a database, and long enough to be looked at".repeat(999));
  assertThrows(() => history.begin(BEGUN), RunError, said);
});
