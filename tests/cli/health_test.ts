import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { Workdir } from "../support/workdir.ts";

const RUN = ["--target", "y", "--models", "naive", "--warmup", "0", "--quiet", "--health", "health.json"];
const WRITES = ["--allow-read=.", "--allow-write=."];

Deno.test("--health tells how a run is when it begins, and when it ends", async () => {
  await using dir = await Workdir.create();
  const seen: unknown[] = [];
  async function* feed() {
    yield "time,y\n2024-01-01,1\n";
    while (!await dir.read("health.json").then(() => true, () => false)) {
      await new Promise((done) => setTimeout(done, 20));
    }
    seen.push(JSON.parse(await dir.read("health.json")));
    yield "2024-01-02,2\n2024-01-03,4\nx\n";
  }
  const run = await dir.run(RUN, { stdin: feed(), permissions: WRITES });
  run.expect(0);
  const { idleSeconds: _, lag, ...facts } = JSON.parse(await dir.read("health.json"));
  assertEquals(Object(seen[0]).rows, 0);
  assertEquals(facts, { rows: 3, lastTime: "2024-01-03", refused: 1, skill: 0, coverage: null });
  assertAlmostEquals(lag, (Date.now() - Date.UTC(2024, 0, 3)) / 1000, 600);
});

Deno.test("--health names the permission that is missing, before a row is read", async () => {
  await using dir = await Workdir.create();
  const run = await dir.run(RUN, { stdin: "time,y\n2024-01-01,1\n" });
  assertStringIncludes(run.expect(1).stderr, "add --allow-write=health.json.new");
  assertEquals(run.stdout, "");
});
