import { assertEquals } from "@std/assert";
import { records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** When forecasts are for: every case by hand. */

/** The forecast times of the last row, by horizon, of a series with these times. */
async function due(
  dir: Workdir,
  times: readonly string[],
  horizon = "1,2",
  args: readonly string[] = [],
): Promise<string[]> {
  const stdin = "time,y\n" + times.map((time, i) => `${time},${i % 3}\n`).join("");
  const run = await dir.run(
    [
      ...["--target", "y", "--quiet", "--forecast-time", "--horizon", horizon, ...args],
      ...(args.includes("--models") ? [] : ["--models", "naive"]),
    ],
    { stdin, permissions: ["--allow-read"] },
  );
  const lines = records(run.expect(0).stdout);
  return lines.slice(-horizon.split(",").length).map(({ forecast_time }) => forecast_time);
}

Deno.test("main.ts --forecast-time says when a forecast is for, in the form of the input's times", async (t) => {
  await using dir = await Workdir.create();
  const cases: [string, string[], string[], string[]?][] = [
    ["months", ["2023-12-01", "2024-01-01", "2024-02-01"], ["2024-03-01", "2024-04-01"]],
    ["months without days", ["2023-11", "2023-12"], ["2024-01", "2024-02"]],
    ["the last of months", ["2023-12-31", "2024-01-31", "2024-02-29"], ["2024-03-31", "2024-04-30"]],
    ["quarters", ["2023-07-01", "2023-10-01"], ["2024-01-01", "2024-04-01"]],
    ["years", ["2022-01-01", "2023-01-01"], ["2024-01-01", "2025-01-01"]],
    ["working days", ["2024-01-04", "2024-01-05", "2024-01-08", "2024-01-11", "2024-01-12"], [
      "2024-01-15",
      "2024-01-16",
    ]],
    ["half hours", ["2024-01-01 23:00:00", "2024-01-01 23:30:00"], [
      "2024-01-02 00:00:00",
      "2024-01-02 00:30:00",
    ]],
    ["offsets", ["2024-01-01T22:00+02:00", "2024-01-01T23:00+02:00"], [
      "2024-01-02T00:00+02:00",
      "2024-01-02T01:00+02:00",
    ]],
    ["a pattern", ["30.01.2024", "31.01.2024"], ["01.02.2024", "02.02.2024"], [
      "--time-format",
      "dd.MM.yyyy",
    ]],
    ["seconds since 1970", ["1700000000", "1700000060"], ["1700000120", "1700000180"], [
      "--time-format",
      "s",
    ]],
    ["numbers", ["0.1", "0.2", "0.3"], ["0.4", "0.5"]],
    [
      "midnights over a change to summer time",
      ["2024-03-29", "2024-03-30"],
      ["2024-03-31", "2024-04-01"],
      ["--timezone", "Europe/Berlin"],
    ],
    [
      "hours over it",
      ["2024-03-31 00:00", "2024-03-31 01:00"],
      ["2024-03-31 03:00", "2024-03-31 04:00"],
      ["--timezone", "Europe/Berlin"],
    ],
    ["one row: no step", ["2024-01-01"], ["", ""]],
  ];
  for (const [what, times, expected, args] of cases) {
    await t.step(what, async () => assertEquals(await due(dir, times, "1,2", args), expected));
  }
});

Deno.test("main.ts --forecast-time goes on where it was after a clock has leapt, with --workers too", async () => {
  await using dir = await Workdir.create();
  const times = ["2024-01-01", "2024-01-02", "2024-01-03", "2099-05-05", "2024-01-04"];
  const expected = ["2024-01-05", "2024-01-06"];
  assertEquals(await due(dir, times), expected);
  const workers = ["--workers", "2", "--models", "naive,ewma", "--emit", "naive"];
  assertEquals(await due(dir, times, "1,2", workers), expected);
});

Deno.test("main.ts --forecast-time numbers rows on where they have no time", async () => {
  await using dir = await Workdir.create();
  const run = await dir.run(["--target", "y", "--models", "naive", "--quiet", "--forecast-time"], {
    stdin: "y\n1\n2\n",
  });
  assertEquals(records(run.expect(0).stdout).map(({ forecast_time }) => forecast_time), ["", "3"]);
});

Deno.test("main.ts --forecast-time is the true time where --known rows tell it, with --workers too", async () => {
  await using dir = await Workdir.create();
  // The shop is closed on the 4th: only the plan knows.
  const stdin =
    "date,sales,promo\n2024-01-01,5,0\n2024-01-02,6,0\n2024-01-03,7,1\n2024-01-05,,1\n2024-01-08,,0\n";
  const args = [
    "--target",
    "sales",
    "--known",
    "promo",
    "--models",
    "naive,ewma",
    "--horizon",
    "1,2",
    "--quiet",
  ];
  const [direct, workers] = await Promise.all([
    dir.run([...args, "--forecast-time"], { stdin }),
    dir.run([...args, "--forecast-time", "--workers", "2"], { stdin, permissions: ["--allow-read"] }),
  ]);
  const times = records(direct.expect(0).stdout).slice(-4).map(({ forecast_time }) => forecast_time);
  assertEquals(times, ["2024-01-05", "2024-01-05", "2024-01-08", "2024-01-08"]);
  assertEquals(workers.expect(0).stdout, direct.stdout);
});

Deno.test("main.ts --forecast-time changes nothing before its column, and goes on from a state", async () => {
  await using dir = await Workdir.create();
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${new Date(Date.UTC(2024, i, 1)).toISOString().slice(0, 10)},${i * i % 7}\n`,
  );
  const args = ["--target", "y", "--models", "ar,naive", "--quiet"];
  const permissions = ["--allow-read=.", "--allow-write=."];
  const header = "date,y\n";
  const whole = await dir.run([...args, "--forecast-time"], { stdin: header + rows.join("") });
  const plain = await dir.run(args, { stdin: header + rows.join("") });
  const without = whole.expect(0).stdout.replaceAll(/,[^,\n]*\n/g, "\n");
  assertEquals(without, plain.expect(0).stdout);
  const state = [...args, "--forecast-time", "--state", "s"];
  const first = await dir.run(state, { stdin: header + rows.slice(0, 20).join(""), permissions });
  const second = await dir.run(state, { stdin: header + rows.slice(20).join(""), permissions });
  assertEquals(first.expect(0).stdout + second.expect(0).stdout, whole.stdout);
});
