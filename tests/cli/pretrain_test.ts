import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { readForecasts } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** A sinusoid with noise, from row `from` on. */
function wave(from: number, rows: number): string {
  const lines = ["t,y"];
  for (let t = from; t < from + rows; t++) {
    lines.push(`${t},${(Math.sin(t / 4) + 0.05 * Math.sin(t * t)).toFixed(4)}`);
  }
  return lines.join("\n") + "\n";
}

const ARGS = ["--time", "t", "--models", "lstm,naive", "--hidden", "8", "--tbptt", "8"];
const PERMISSIONS = ["--allow-read=history.csv"];
const HISTORY = [...ARGS, "--pretrain", "history.csv"];

/** Mean squared error of a model's first forecasts. */
function firstErrors(csv: string, model: string): number {
  const said = readForecasts(csv).filter((line) => line.model === model);
  const actual = readForecasts(csv).filter((line) => line.model === "naive").slice(1);
  return said.slice(20, 60).reduce(
    (sum, { forecast }, i) => sum + (forecast - actual[i + 20].forecast) ** 2,
    0,
  ) / 40;
}

Deno.test("--pretrain lets the networks begin as they end a history; baselines begin afresh", async () => {
  await using dir = await Workdir.create();
  await dir.write("history.csv", wave(0, 600));
  const stdin = wave(600, 100);
  const [cold, warm, twice, again] = await Promise.all([
    dir.run(ARGS, { stdin }),
    dir.run(HISTORY, { stdin, permissions: PERMISSIONS }),
    dir.run([...HISTORY, "--pretrain-epochs", "2"], { stdin, permissions: PERMISSIONS }),
    dir.run(HISTORY, { stdin, permissions: PERMISSIONS }),
  ]);
  for (const run of [cold, warm, twice, again]) run.expect(0);
  assertEquals(again.stdout, warm.stdout);
  assertNotEquals(twice.stdout, warm.stdout);
  const naive = (csv: string) =>
    readForecasts(csv).filter(({ model }) => model === "naive").map((l) => l.forecast);
  assertEquals(naive(warm.stdout), naive(cold.stdout));
  assert(firstErrors(warm.stdout, "lstm") < 0.7 * firstErrors(cold.stdout, "lstm"));
  assertMatch(warm.stderr, /learned from 600 rows of "history\.csv" before the stream/);
});

Deno.test("--pretrain says in one line what is wrong with its file", async () => {
  await using dir = await Workdir.create();
  await dir.write("history.csv", "t,x\n1,2\n");
  const stdin = wave(0, 3);
  const absent = await dir.run([...ARGS, "--pretrain", "absent.csv", "--quiet"], {
    stdin,
    permissions: ["--allow-read=absent.csv"],
  });
  assertEquals(absent.expect(1).stderr, 'foretide: Cannot read "absent.csv": there is no such file\n');
  const other = await dir.run([...HISTORY, "--quiet"], { stdin, permissions: PERMISSIONS });
  assertMatch(other.expect(2).stderr, /^foretide: .*"y".*"t", "x".*\n$/);
  const refused = await dir.run([...HISTORY, "--quiet"], { stdin });
  assertMatch(
    refused.expect(1).stderr,
    /permission is missing, add --allow-read=history\.csv before main\.ts\n$/,
  );
});

Deno.test("--pretrain tells of the history's bad rows and impossible readings, once, however many epochs there are", async () => {
  await using dir = await Workdir.create();
  await dir.write("history.csv", "t,close\n1,5\n2,-5\n3,bad\n4,7\n");
  const args = ["--time", "t", "--models", "gru,naive", "--valid", "close=..6", "--pretrain", "history.csv"];
  const run = await dir.run([...args, "--pretrain-epochs", "3"], {
    stdin: "t,close\n5,1\n",
    permissions: PERMISSIONS,
  });
  const told = run.expect(0).stderr.split("\n").filter((line) => line.includes("history.csv, line"));
  assertEquals(told, [
    'foretide: history.csv, line 3: column "close": -5 has no logarithm (--transform diff forecasts it), taken as missing',
    'foretide: history.csv, line 4: column "close": expected a number, got "bad", taken as missing',
    'foretide: history.csv, line 5: column "close": 7 is not within ..6, taken as missing',
  ]);
});

Deno.test("--pretrain with no network among the models does nothing, and says only that", async () => {
  await using dir = await Workdir.create();
  await dir.write("history.csv", wave(0, 50));
  const args = ["--time", "t", "--models", "naive,ar", "--pretrain", "history.csv"];
  const { stderr } = (await dir.run(args, { stdin: wave(50, 5), permissions: PERMISSIONS })).expect(0);
  assertMatch(stderr, /--pretrain does nothing here: /);
  assertEquals(stderr.includes("learned from"), false);
});
