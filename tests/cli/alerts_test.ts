import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { csvOf, ward } from "../../fixtures/alerts/ward.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** `--alert` through the real command. */

const WARD = csvOf(ward(4, 5).rows);
const RULE = "spo2<90 within 10m p>0.3 for 3 of 5";
const ARGS = "--series patient --target spo2 --features hr --horizon 1,5,10 --models ar,naive".split(" ");
const WRITE = ["--allow-write=events,summary"];

Deno.test("--alert tells of alerts and lost signals as events, and sums them up", async () => {
  await using dir = await Workdir.create();
  const args = [
    ...ARGS,
    "--alert",
    RULE,
    "--alert",
    "spo2 lost 5m",
    "--events",
    "events",
    "--summary",
    "summary",
  ];
  const run = (await dir.run(args, { stdin: WARD, permissions: WRITE })).expect(0);
  const events = (await dir.read("events")).trimEnd().split("\n").map((line) => JSON.parse(line));
  const kinds = new Set(events.map(({ event }) => event));
  for (const kind of ["alert", "alert cleared", "signal lost", "signal back"]) assert(kinds.has(kind), kind);
  const alert = events.find(({ event }) => event === "alert");
  assertEquals(
    Object.keys(alert).join(),
    "event,series,time,row,rule,target,probability,horizon,forecast,value",
  );
  assertMatch(alert.series, /^w0\d$/);
  assertMatch(alert.time, /^2026-01-1\dT\d\d:\d\d:00Z$/);
  assertEquals(events.map(({ row }) => row), events.map(({ row }) => row).sort((a, b) => a - b));
  const { alerts } = JSON.parse(await dir.read("summary"));
  assertEquals(alerts.map(({ rule }: { rule: string }) => rule), [RULE, "spo2 lost 5m"]);
  assertEquals(alerts[0].model, "ar"); // the first, where there is no ensemble
  assert(alerts[0].episodes > 0 && alerts[0].days > 3 && alerts[0].threshold.alarms > 0);
  assertEquals(alerts[1].lost, events.filter(({ event }) => event === "signal lost").length);
  assertStringIncludes(run.stderr, `Alert ${RULE}: `);
  assertStringIncludes(run.stderr, "This is not a medical device");
  assert(!run.stderr.includes("foretide: alert"), "told in the file");
});

Deno.test("--alert without --events tells people, and never touches the forecasts", async () => {
  await using dir = await Workdir.create();
  const input = WARD.split("\n", 2000).join("\n") + "\n";
  const plain = (await dir.run(ARGS, { stdin: input })).expect(0);
  const run = (await dir.run([...ARGS, "--alert", "hr lost 5m".replace("hr", "spo2")], { stdin: input }))
    .expect(0);
  assertEquals(run.stdout, plain.stdout);
  assertMatch(run.stderr, /^foretide: signal lost w0\d 2026-01-12T\S+Z: spo2 lost 5m \(silence \d+\)$/m);
});

Deno.test("--alert: events come as they happen, before the input ends", async () => {
  await using dir = await Workdir.create();
  const args = [
    "--time",
    "t",
    "--target",
    "y",
    "--models",
    "naive",
    "--alert",
    "y lost 2 rows",
    "--events",
    "events",
  ];
  const program = dir.start(args, { permissions: WRITE });
  await program.write("t,y\n1,5\n2,\n3,\n");
  for (let line = 0; line < 4; line++) await program.line();
  assertEquals(
    await dir.read("events"),
    [
      '{"event":"signal lost","series":"","time":3,"row":3,"rule":"y lost 2 rows","target":"y","silence":2}\n',
    ].join(""),
  );
  await program.closeInput();
  (await program.finished()).expect(0);
});

Deno.test("--alert answers what is wrong with a rule in one line", async () => {
  await using dir = await Workdir.create();
  const stdin = await firstRows("vitals.csv", 20);
  const cases: [string[], string][] = [
    [
      ["--alert", "spo2<90 in 10m"],
      'Cannot read alert "spo2<90 in 10m", position 9: expected "within", got "in"',
    ],
    [
      ["--alert", "map<60 within 10m"],
      'Cannot use alert "map<60 within 10m": expected a target, spo2, got "map"',
    ],
    [["--alert", "spo2<90 within 10m by lstm"], "expected a model of this run, ar, naive"],
    [
      ["--alert", "spo2 lost 2m", "--quiet"],
      "Cannot use --alert with --quiet: alerts would not be shown; add --events FILE",
    ],
  ];
  await Promise.all(cases.map(async ([more, message]) => {
    const run = (await dir.run([...ARGS, ...more], { stdin })).expect(2);
    assertStringIncludes(run.stderr, message);
    assertEquals(run.stderr.split("\n").filter((line) => !line.startsWith("foretide: reading ")).length, 2);
  }));
});
