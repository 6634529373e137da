import { assert, assertEquals } from "@std/assert";
import args from "../../fixtures/checkpoints/arguments.json" with { type: "json" };
import config from "../../deno.json" with { type: "json" };
import { firstRows, readForecasts } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** Checkpoints of released versions still serve. */

const folder = new URL("../../fixtures/checkpoints/", import.meta.url);
const files = (await Array.fromAsync(Deno.readDir(folder)))
  .map(({ name }) => name).filter((name) => name.endsWith(".safetensors")).sort();

Deno.test("fixtures/checkpoints has a file of this version", () => {
  assert(files.includes(`v${config.version}.safetensors`), files.join());
});

for (const file of files) {
  Deno.test(`--state resumes from ${file}, and goes on as a run would that had not stopped`, async () => {
    await using dir = await Workdir.create();
    await dir.write("s", await Deno.readFile(new URL(file, folder)));
    const stdin = await firstRows("sp500.csv", 60);
    const permissions = ["--allow-read=.", "--allow-write=."];
    const resumed = await dir.run([...args, "--state", "s", "--summary", "j"], { stdin, permissions });
    const whole = readForecasts((await dir.run(args, { stdin })).expect(0).stdout);
    const header = "series,time,target,horizon,model,forecast,lower,upper\n";
    const rest = readForecasts(header + resumed.expect(0).stdout);
    assertEquals(rest.length, whole.length / 3);
    // Kernels of another processor round otherwise: see README.md on determinism.
    rest.forEach((line, i) => {
      const expected = whole[whole.length - rest.length + i];
      assertEquals([line.time, line.model], [expected.time, expected.model]);
      assert(Math.abs(line.forecast / expected.forecast - 1) < 1e-4, `${line.model} ${line.time}`);
    });
    const { rows, resumed: before } = JSON.parse(await dir.read("j"));
    assertEquals([rows, before], [60, 40]);
  });
}
