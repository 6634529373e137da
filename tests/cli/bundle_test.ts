import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { execute, namesIn } from "../support/execute.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** The one file to carry: `deno task bundle`'s command, and its output alone in an empty folder. */

const DENO = Deno.execPath();
const REPOSITORY = new URL("../../", import.meta.url);
const ALONE = ["run", "--no-prompt", "--no-config", "--no-remote", "--no-npm"];

/** Runs the task's own command, but with an output of ours. */
async function bundle(output: string): Promise<void> {
  const { command } = config.tasks.bundle;
  assertEquals(command.match(/^deno bundle .*-o dist\/foretide\.js main\.ts$/)?.length, 1, command);
  const args = command.replace("dist/foretide.js", output).split(" ").slice(1);
  (await execute(DENO, args, { cwd: REPOSITORY })).expect(0);
}

Deno.test("deno task bundle makes one file that gives main.ts's bytes, alone and without permissions", async () => {
  await using dir = await Workdir.create();
  await bundle(`${dir.path}/foretide.js`);
  assertEquals(await namesIn(dir.path), ["foretide.js"]);
  const stdin = await firstRows("vitals.csv", 300);
  const args = ["--series", "patient", "--target", "hr,spo2", "--features", "map"];
  const run = (args: readonly string[]) =>
    execute(DENO, [...ALONE, "foretide.js", ...args], { cwd: dir.path, stdin });
  const [original, bundled, help, version] = await Promise.all([
    dir.run(args, { stdin }),
    run(args),
    run(["--help"]),
    run(["--version"]),
  ]);
  assertEquals(bundled.expect(0).stdout, original.expect(0).stdout);
  assertEquals(help.expect(0).stdout.slice(0, 18), "foretide forecast:");
  assertEquals(version.expect(0).stdout, `foretide ${config.version}\n`);
  assertEquals(await namesIn(dir.path), ["foretide.js"], "it leaves nothing behind");
});

Deno.test("deno task bundle: gzip, NDJSON and files work in the bundle too", async () => {
  await using dir = await Workdir.create();
  await bundle(`${dir.path}/foretide.js`);
  const packed = new Blob(["y\n1\n2\n"]).stream().pipeThrough(new CompressionStream("gzip"));
  await dir.write("rows.csv.gz", await new Response(packed).bytes());
  const permissions = ["--allow-read=rows.csv.gz", "--allow-write=out,scores"];
  const args = ["--input", "rows.csv.gz", "--output", "out", "--summary", "scores", "--format", "ndjson"];
  const run = await execute(DENO, [
    ...ALONE,
    ...permissions,
    "foretide.js",
    ...args,
    "--models",
    "naive,lstm",
  ], {
    cwd: dir.path,
  });
  assertEquals(run.expect(0).stdout, "");
  const lines = (await dir.read("out")).trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ time, model, forecast }) => [time, model, forecast]), [
    [1, "naive", 1],
    [1, "lstm", 1],
    [2, "naive", 2],
    [2, "lstm", 2],
  ]);
  assertEquals(JSON.parse(await dir.read("scores")).rows, 2);
});
