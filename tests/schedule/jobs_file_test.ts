import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../src/base/errors.ts";
import { parseDuration } from "../../src/schedule/duration.ts";
import { parseJobs } from "../../src/schedule/jobs_file.ts";

const FORECAST = { input: "in.csv", state: "s", output: "out.csv" };
const JOB = { cron: "30 18 * * 1-5", forecast: FORECAST };

function file(job: unknown, rest: object = {}): string {
  return JSON.stringify({ timezone: "Europe/Berlin", jobs: { prices: job }, ...rest });
}

Deno.test("parseJobs() reads a job, and fills in what it leaves out", () => {
  const { history, jobs } = parseJobs(
    file({ ...JOB, timeout: "90s", retries: 0, catchUp: false }),
    "jobs.json",
  );
  assertEquals(history, undefined);
  assertEquals(jobs, [{
    name: "prices",
    cron: "30 18 * * 1-5",
    timeZone: "Europe/Berlin",
    forecast: new Map(Object.entries(FORECAST)),
    timeout: 90_000,
    retries: 0,
    backoff: 30_000,
    catchUp: false,
  }]);
  const [plain] = parseJobs(file({ ...JOB, timezone: "UTC" }, { history: "h" }), "jobs.json").jobs;
  assertEquals([plain.timeZone, plain.timeout, plain.retries, plain.catchUp], ["UTC", 3_600_000, 2, true]);
});

Deno.test("parseJobs() takes options as texts, numbers, switches and lists", () => {
  const forecast = { ...FORECAST, "target": ["hr", "spo2"], "horizon": 5, "quiet": true };
  const [{ forecast: options }] = parseJobs(file({ ...JOB, forecast }), "jobs.json").jobs;
  assertEquals(options.get("target"), "hr,spo2");
  assertEquals([options.get("horizon"), options.get("quiet")], ["5", "true"]);
});

Deno.test("parseJobs() names what is wrong, where it stands, and what to write there", () => {
  const { state: _, ...stateless } = FORECAST;
  const cases: [string, string][] = [
    ["{", 'Cannot read "j": expected JSON, got a mistake ('],
    ["[]", 'Cannot read "j": expected a JSON object with jobs'],
    [
      JSON.stringify({ jobs: {} }),
      'Cannot read "j", jobs: expected an object with a job or more, by their names',
    ],
    [file(JOB, { job: 1 }), 'Cannot read "j", "job": expected one of timezone, history, jobs'],
    [file(JOB, { history: 1 }), 'Cannot read "j", history: expected a file name'],
    [
      file(JOB, { timezone: "Mars/Base" }),
      'Cannot read "j", job "prices", timezone: expected a time zone such as',
    ],
    [
      JSON.stringify({ jobs: { a: JOB } }),
      'job "a", timezone: expected a time zone such as Europe/Berlin, here or for all',
    ],
    [file(JOB, { timezone: 1 }), 'Cannot read "j", timezone: expected a time zone such as Europe/Berlin'],
    [file({ ...JOB, timezone: 5 }), 'job "prices", timezone: expected a time zone such as Europe/Berlin'],
    [file(7), 'job "prices": expected an object'],
    [file({ ...JOB, cron: 5 }), 'job "prices", cron: expected a cron expression such as 30 18 * * 1-5'],
    [file({ ...JOB, crom: "x" }), 'job "prices", "crom": expected one of cron, timezone, forecast'],
    [file({ ...JOB, timeout: "soon" }), 'job "prices", timeout: expected a duration such as 90s, 10m or 1h'],
    [file({ ...JOB, retries: -1 }), 'job "prices", retries: expected a whole number from 0 up to 100'],
    [file({ ...JOB, catchUp: "yes" }), 'job "prices", catchUp: expected true or false'],
    [
      file({ cron: JOB.cron }),
      'job "prices", forecast: expected an object of options with input, state, output',
    ],
    [file({ ...JOB, forecast: stateless }), 'job "prices", forecast: expected an option "state": a file'],
    [
      file({ ...JOB, forecast: { ...FORECAST, x: {} } }),
      'job "prices", forecast, "x": expected a text, a number, true',
    ],
    [
      JSON.stringify({ timezone: "UTC", jobs: { "a\nb": JOB } }),
      'job "a\\nb": expected a name of letters, digits',
    ],
    ['{"timezone": "UTC", "jobs": {"__proto__": {}}}', 'job "__proto__": expected a name of letters, digits'],
  ];
  for (const [text, said] of cases) {
    const { message } = assertThrows(() => parseJobs(text, "j"), UsageError, undefined, text);
    assertEquals(message.includes(said), true, message);
    assertEquals(message.split("\n").length, 1);
  }
});

Deno.test("parseJobs() gives jobs or a UsageError, whatever it reads, and touches no prototype", () => {
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom("UTC", "* * * * *", "10m", true, 3, FORECAST),
      fc.dictionary(
        fc.constantFrom("timezone", "jobs", "cron", "forecast", "a", "__proto__", "constructor", "retries"),
        tie("node"),
      ),
    ),
  })).node;
  fc.assert(
    fc.property(value, (value) => {
      try {
        parseJobs(JSON.stringify(value), "j");
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
      assertEquals(Object.keys(Object.prototype), []);
      assertEquals(({} as Record<string, unknown>).cron, undefined);
    }),
    { seed: 20_260_405, numRuns: 2000 },
  );
});

Deno.test("parseDuration() reads seconds, minutes, hours and days, and nothing else", () => {
  assertEquals(["90s", "10m", "1.5h", "1d", "0s"].map(parseDuration), [
    90_000,
    600_000,
    5_400_000,
    86_400_000,
    0,
  ]);
  for (const text of ["", "10", "m", "-1m", "1 m", "1e3s", "99999999999s", "1ms"]) {
    assertEquals(parseDuration(text), undefined, text);
  }
});
