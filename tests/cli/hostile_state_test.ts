import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Checkpoint,
  type CheckpointFacts,
  composeCheckpoint,
  parseCheckpoint,
} from "../../src/checkpoint/checkpoint.ts";
import { numbersOf } from "../../src/checkpoint/tensor_values.ts";
import { firstRows } from "../support/forecasts.ts";
import { type Finished, Workdir } from "../support/workdir.ts";

/** Checkpoints whose checksum fits, made by somebody who means harm. */

const PERMISSIONS = ["--allow-read=.", "--allow-write=."];
const PRICES = await firstRows("sp500.csv", 60);
const ARGS = ["--target", "close", "--models", "lstm(hidden=4),naive", "--state", "s", "--quiet"];
const ESCAPE = "\u001b[2J\u001b]0;yours\u0007\n";

/** A folder with a checkpoint. */
async function prepared(): Promise<Workdir> {
  const dir = await Workdir.create();
  (await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS })).expect(0);
  return dir;
}

/** Changes the checkpoint, and seals it again. */
async function forge(
  dir: Workdir,
  change: (checkpoint: Checkpoint) => Partial<CheckpointFacts>,
  version?: string,
) {
  const checkpoint = await parseCheckpoint(await Deno.readFile(`${dir.path}/s`), "s");
  const facts = { ...checkpoint.facts, ...change(checkpoint) };
  const tensors = [...checkpoint.tensors].map(([name, stored]) =>
    [name, { shape: stored.shape, values: numbersOf(stored) }] as const
  );
  await dir.write("s", await composeCheckpoint(version ?? checkpoint.version, facts, new Map(tensors)));
}

function inspect(dir: Workdir): Promise<Finished> {
  return dir.run(["inspect", "s"], { permissions: ["--allow-read=s"] });
}

Deno.test("inspect shows no control character of a checkpoint, wherever it stands", async () => {
  const options = { hidden: ESCAPE, [ESCAPE]: 1, depth: { toString: ESCAPE } };
  for (
    const facts of [
      { kernels: ESCAPE },
      { models: [{ name: ESCAPE, options }] },
      { options: { [`--${ESCAPE}`]: ESCAPE } },
      { output: { path: ESCAPE, length: 1, identity: "" } },
    ]
  ) {
    await using dir = await prepared();
    await forge(dir, () => facts, `9${ESCAPE}`);
    const { stdout } = (await inspect(dir)).expect(0);
    // deno-lint-ignore no-control-regex -- that is the point
    assert(!/[\x00-\x09\x0b-\x1f\x7f]/.test(stdout), JSON.stringify(stdout));
  }
});

Deno.test("inspect tells of a checkpoint that says it has 200,000 models", async () => {
  await using dir = await prepared();
  await forge(dir, () => ({ models: new Array(200_000).fill({ name: "a" }) }));
  const { stdout } = (await inspect(dir)).expect(0);
  assertStringIncludes(stdout, "  rows learned  60\n");
});

Deno.test("--state: a checkpoint whose watermarks contradict themselves is named, by forecast as everywhere", async () => {
  await using dir = await prepared();
  await forge(dir, ({ tensors }) => {
    numbersOf(tensors.get("input.watermarks.series")!)[0] = NaN;
    return {};
  });
  const run = (await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS })).expect(1);
  assertStringIncludes(run.stderr, 'foretide: Cannot continue from "s": ');
  assertEquals(run.stderr.trimEnd().split("\n").length, 1);
});
