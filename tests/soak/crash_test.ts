import { assert, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { MODELS } from "../../src/models/registry.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";
import { times } from "./full_length.ts";

/**
 * Runs are killed (SIGKILL) at random instants and begun again with the same command, until one comes to its end. What
 * they leave must be what one undisturbed run leaves, byte for byte.
 */

/** Kills in all, over the scenarios. */
const KILLS = times(2000);
const SEED = 20_260_404;

/** Every model there is, as small as it can be had. */
const ALL = [
  ...Object.entries(MODELS).map(([name, { kind, options }]) =>
    kind === "network" ? `${name}(hidden=3${"window" in options ? ",window=4" : ""},tbptt=2)` : name
  ),
].join();

interface Scenario {
  readonly what: string;
  readonly input: string;
  readonly args: readonly string[];
  /** The files that a run leaves beside its state. */
  readonly files: readonly string[];
}

/** Numbers without a time, some of them none. */
function readings(rows: number): string {
  const values = Array.from(
    { length: rows },
    (_, i) => i % 37 === 5 ? "broken" : String(Math.round(900 * Math.sin(i / 8)) / 8),
  );
  return `y\n${values.join("\n")}\n`;
}

const SCENARIOS: readonly Scenario[] = [
  {
    what: "one series",
    input: await firstRows("sp500.csv", 700),
    args: ["--target", "close", "--checkpoint-every", "20"],
    files: ["out"],
  },
  {
    what: "many series, two targets, two horizons",
    input: await firstRows("vitals.csv", 600),
    args: [
      ...[
        "--series",
        "patient",
        "--target",
        "hr,spo2",
        "--features",
        "map",
        "--horizon",
        "1,3",
        "--batch",
        "3",
      ],
      ...["--checkpoint-every", "25", "--format", "ndjson"],
    ],
    files: ["out"],
  },
  {
    what: "no time column, broken rows, saved at every row",
    input: readings(500),
    args: ["--checkpoint-every", "1", "--rejects", "rejects"],
    files: ["out", "rejects"],
  },
  {
    what: "rows held until what is known ahead has come, bad ones overtaking them",
    input: (await firstRows("sales.csv", 500)).replaceAll(/-(13|21),\d+,/g, "-$1,?!,"),
    args: [
      ...["--target", "sales", "--known", "promo", "--horizon", "1,7", "--checkpoint-every", "10"],
      ...["--rejects", "rejects"],
    ],
    files: ["out", "rejects"],
  },
];

for (const [number, scenario] of SCENARIOS.entries()) {
  const { what, input, args, files } = scenario;
  const kills = Math.ceil(KILLS / SCENARIOS.length);
  const resumptions = Math.ceil(kills / 8);
  Deno.test(`a run that is killed ${kills} times or more at random instants leaves what an undisturbed one does: ${what}`, async () => {
    const random = new Random(SEED + number);
    await using dir = await Workdir.create();
    await dir.write("in", input);
    const command = [...args, "--models", ALL, "--input", "in", "--output", "out", "--quiet"];
    const leave = () => Promise.all(files.map((file) => dir.read(file)));

    let duration = Infinity;
    for (let i = 0; i < 2; i++) { // the first start of all compiles
      const began = performance.now();
      await run(dir, command);
      duration = Math.min(duration, performance.now() - began);
    }
    const expected = await leave();

    let killed = 0;
    let ends = 0;
    let resumed = 0;
    let span = 1.1 * duration; // follows the machine's mood: longer after kills that came before the first state
    while (killed < kills || resumed < resumptions) {
      assert(killed < 100 + 2 * kills, `only ${resumed} of ${killed} runs had a state to resume from`);
      for (const file of [...files, "s", "s.previous", "s.new"]) {
        await Deno.remove(`${dir.path}/${file}`).catch(() => {});
      }
      for (;;) {
        const delay = killed < kills || resumed < resumptions ? random.uniform(0, span) : Infinity;
        if (await Deno.stat(`${dir.path}/s`).then(() => true, () => false)) resumed++;
        else span = Math.min(1.1 * span, 60_000);
        if (await run(dir, [...command, "--state", "s"], delay)) break;
        killed++;
      }
      ends++;
      span = Math.max(0.8 * span, 1.1 * duration);
      assertEquals(await leave(), expected, `after ${killed} kills`);
    }
    assert(ends > 0);
  });
}

/** Runs the program, and kills it after so many milliseconds. Whether it came to its end before. */
async function run(dir: Workdir, args: readonly string[], delay = Infinity): Promise<boolean> {
  const program = dir.start(args, { permissions: ["--allow-read=.", "--allow-write=."] });
  await program.closeInput();
  const timer = delay === Infinity ? undefined : setTimeout(() => program.tryToSignal("SIGKILL"), delay);
  const finished = await program.finished();
  clearTimeout(timer);
  if (finished.status.signal === "SIGKILL") return false;
  finished.expect(0);
  return true;
}
