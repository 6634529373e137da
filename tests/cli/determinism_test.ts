import { assertEquals, assertNotEquals } from "@std/assert";
import { firstRows } from "../support/forecasts.ts";
import { guarded, Workdir } from "../support/workdir.ts";

/** Same input, same seed: the same bytes, however and whenever the input arrived. */

const ROWS = 500;
const VITALS = await firstRows("vitals.csv", ROWS);
const PRICES = await firstRows("sp500.csv", ROWS);
const MODELS =
  "rnn,lstm,lstm(layers=2,as=deep),gru,gru(reset=after,as=gru2),mlp,ar,seasonal,ewma,naive,ensemble";
const MANY = ["--series", "patient", "--target", "hr,spo2", "--features", "map", "--horizon", "1,3"];
const RUNS: Readonly<Record<string, readonly string[]>> = {
  "one series": ["--target", "close", "--models", MODELS],
  "many series": [...MANY, "--models", MODELS],
  "minibatches and strides": [...MANY, "--batch", "3", "--update-every", "4", "--models", "lstm,mlp,naive"],
};

/** Feeds the rows one by one or in small heaps, each heap when all of the one before has been answered. */
async function trickled(dir: Workdir, args: readonly string[], text: string, linesPerRow: number) {
  const program = dir.start([...args, "--quiet"]);
  using _ = guarded(program);
  const [header, ...rows] = text.trimEnd().split("\n");
  await program.write(`${header}\n`);
  let at = 0;
  for (let heap = 0; at < rows.length; heap++) {
    const size = Math.min(1 + heap * heap % 4, rows.length - at);
    await program.write(rows.slice(at, at += size).join("\n") + "\n");
    for (let i = 0; i < size * linesPerRow + (heap === 0 ? 1 : 0); i++) await program.line();
  }
  await program.closeInput();
  const finished = await program.finished();
  return finished.expect(0).stdout;
}

for (const [name, args] of Object.entries(RUNS)) {
  Deno.test(`main.ts, ${name}: two runs give the same bytes, also where the rows trickle in`, async () => {
    await using dir = await Workdir.create();
    const stdin = name === "one series" ? PRICES : VITALS;
    const run = async (output: string) => {
      const files = ["--output", `${output}.csv`, "--summary", `${output}.json`];
      const permissions = [`--allow-write=${output}.csv,${output}.json`];
      (await dir.run([...args, ...files, "--quiet"], { stdin, permissions })).expect(0);
      const { seconds: _, rowsPerSecond: __, ...summary } = JSON.parse(await dir.read(`${output}.json`));
      const { output: ___, summary: ____, ...configuration } = summary.configuration;
      return { forecasts: await dir.read(`${output}.csv`), summary: { ...summary, configuration } };
    };
    const [first, second] = await Promise.all([run("first"), run("second")]);
    assertEquals(second, first);
    const linesPerRow = (first.forecasts.split("\n").length - 2) / ROWS;
    assertEquals(await trickled(dir, args, stdin, linesPerRow), first.forecasts);
  });
}

Deno.test("main.ts --seed changes what is random, and nothing else", async () => {
  await using dir = await Workdir.create();
  const run = async (seed: string) => {
    const finished = await dir.run([...MANY, "--models", MODELS, "--seed", seed], { stdin: VITALS });
    return Map.groupBy(finished.expect(0).stdout.split("\n"), (line) => line.split(",").at(4)!);
  };
  const [one, two] = await Promise.all([run("1"), run("2")]);
  for (const model of ["ar", "seasonal", "ewma", "naive"]) assertEquals(two.get(model), one.get(model));
  for (const model of ["rnn", "lstm", "deep", "gru", "gru2", "mlp", "ensemble"]) {
    assertNotEquals(two.get(model), one.get(model));
  }
});
