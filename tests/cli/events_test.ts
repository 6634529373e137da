import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { Workdir } from "../support/workdir.ts";

/** Drift and `--events` through the real command. */

/** Two series side by side, noise around zero; the second begins to rise in row 1,500, by as much a row as its noise is large. */
function made(rows: number): string {
  const random = new Random(4);
  const lines: string[] = [];
  for (let t = 0; t < rows; t++) {
    for (const s of [0, 1]) {
      const rise = s === 1 ? 0.3 * Math.max(0, t - 1500) : 0;
      lines.push(`${t},s${s},${(0.3 * random.normal() + rise).toFixed(4)}\n`);
    }
  }
  return `t,key,y\n${lines.join("")}`;
}

const ROWS = made(1700);
const ARGS = [
  "--time",
  "t",
  "--series",
  "key",
  "--target",
  "y",
  "--models",
  "mlp(hidden=8,window=4,tbptt=4),ar,ensemble",
];
const OUT = ["--output", "out", "--events", "events", "--summary", "summary", "--quiet"];
const PERMISSIONS = ["--allow-read=.", "--allow-write=."];

Deno.test("--events: drift is told as it is seen, in the series that has it, and counted", async () => {
  await using dir = await Workdir.create();
  (await dir.run([...ARGS, ...OUT], { stdin: ROWS, permissions: PERMISSIONS })).expect(0);
  const events = (await dir.read("events")).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert(events.length >= 2, `${events.length} events`);
  for (const { event, series, time, row } of events) {
    assertEquals([event, series], ["drift", "s1"]);
    assert(time >= 1500 && time < 1600, `${time}`);
    assertEquals(row, 2 * time + 2);
  }
  assertEquals(Object.keys(events[0]).join(), "event,series,time,row,model,target,horizon,detector");
  const { drift } = JSON.parse(await dir.read("summary"));
  for (const { model, alarms, lastRows } of drift) {
    const own = events.filter((event) => event.model === model).map(({ row }) => row);
    assertEquals([alarms, lastRows], [own.length, own.slice(-10)], model);
  }
});

Deno.test("--events: the same lines however the rows come together", async () => {
  await using dir = await Workdir.create();
  const whole = (await dir.run([...ARGS, ...OUT], { stdin: ROWS, permissions: PERMISSIONS })).expect(0);
  const [events, output] = [await dir.read("events"), await dir.read("out")];
  async function* pieces() {
    for (let at = 0; at < ROWS.length; at += 999) yield ROWS.slice(at, at + 999);
  }
  (await dir.run([...ARGS, ...OUT], { stdin: pieces(), permissions: PERMISSIONS })).expect(0);
  assertEquals(await dir.read("events"), events);
  assertEquals(await dir.read("out"), output);
  assertEquals(whole.stderr, "");
});

Deno.test("--drift none neither watches nor answers; a kind alone gives its own alarms alone", async () => {
  await using dir = await Workdir.create();
  const run = async (kind: string) => {
    (await dir.run([...ARGS, ...OUT, "--drift", kind], { stdin: ROWS, permissions: PERMISSIONS })).expect(0);
    return [await dir.read("events"), await dir.read("out"), await dir.read("summary")];
  };
  const [both, none, hinkley] = [await run("both"), await run("none"), await run("page-hinkley")];
  assertEquals(none[0], "");
  assertEquals(JSON.parse(none[2]).drift, undefined);
  const before = (out: string) => out.slice(0, out.indexOf("\ns0,1500,"));
  assertEquals(before(none[1]), before(both[1]));
  const after = (out: string, model: string) =>
    out.split("\n").filter((line) => line.includes(`,${model},`)).slice(3000);
  for (const model of ["mlp", "ensemble"]) { // the one learns faster, the other's weights move back towards their start
    assert(after(none[1], model).join() !== after(both[1], model).join(), model);
  }
  assertEquals(after(none[1], "ar"), after(both[1], "ar"));
  for (const line of hinkley[0].trimEnd().split("\n")) {
    assertStringIncludes(line, '"detector":"page-hinkley"');
  }
});

Deno.test("--events with --state: a run in two parts leaves the lines of one, alerts and drift", async () => {
  await using dir = await Workdir.create();
  const args = [
    ...ARGS,
    ...OUT,
    "--alert",
    "y>0.8 within 1 row p>0.05 for 2 of 3",
    "--alert",
    "y lost 3 rows",
  ];
  (await dir.run(args, { stdin: ROWS, permissions: PERMISSIONS })).expect(0);
  const expected = [await dir.read("events"), await dir.read("out")];
  assertStringIncludes(expected[0], '"event":"alert"');
  assertStringIncludes(expected[0], '"event":"drift"');
  await Deno.remove(`${dir.path}/events`);
  await Deno.remove(`${dir.path}/out`);
  const half = ROWS.split("\n").slice(0, 1 + 2 * 1520).join("\n") + "\n";
  for (const stdin of [half, ROWS]) {
    (await dir.run([...args, "--state", "state"], { stdin, permissions: PERMISSIONS })).expect(0);
  }
  assertEquals([await dir.read("events"), await dir.read("out")], expected);
  const { drift, alerts } = JSON.parse(await dir.read("summary"));
  assert(drift.some(({ alarms }: { alarms: number }) => alarms > 0));
  assert(alerts[0].alarms > 0);
});

Deno.test({
  name:
    "--events on a full disk: what could not be written is the line that is said, by one thread or by several",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using dir = await Workdir.create();
    for (const workers of [[], ["--workers", "2"]]) {
      const args = [
        ...ARGS,
        "--alert",
        "y>0 within 1 row p>0.01",
        "--events",
        "/dev/full",
        "--quiet",
        ...workers,
      ];
      const run = await dir.run(args, {
        stdin: ROWS,
        permissions: ["-A"],
      });
      assertEquals(run.expect(1).stderr, 'foretide: Cannot write "/dev/full": No space left on device\n');
    }
  },
});
