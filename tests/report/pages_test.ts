import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";
import { findChromium, render } from "./chromium.ts";

const chromium = await findChromium();

/** The page of a short run over two targets and two horizons, as a file in `dir`. */
async function forecastPage(dir: Workdir): Promise<string> {
  const stdin = await firstRows("vitals.csv", 900);
  const args = ["--series", "patient", "--target", "hr,spo2", "--horizon", "1,3", "--report", "page.html"];
  const models = ["--models", "gru(hidden=8),ar,naive,ensemble", "--warmup", "20"];
  const run = await dir.run([...args, ...models], { stdin, permissions: ["--allow-write=page.html"] });
  run.expect(0);
  return join(dir.path, "page.html");
}

Deno.test("--report of forecast: one page with every plot, label and score, that asks for nothing else", async () => {
  await using dir = await Workdir.create();
  await forecastPage(dir);
  const page = await dir.read("page.html");
  const headings = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
  assertEquals(headings, [
    "Forecasts and actuals",
    "Scores",
    "Error over time",
    "Error by horizon",
    "Expert weights over time",
    "Coverage over time",
    "How it was made",
  ]);
  for (
    const told of ["no significant difference", "rows taken in (number)", "horizon (rows ahead)", "seed"]
  ) {
    assertStringIncludes(page, told);
  }
  assertEquals(page.match(/<figure>/g)?.length, 12, "six plots for each of two targets");
  assertEquals(page.match(/<ul class="legend">/g)?.length, 12);
  assert(!/<script|https?:|url\(|NaN|undefined/.test(page.replaceAll('"NaN"', "")));
  assertEquals(page.match(/<path class="band[^>]*d="M/g)?.length, 2, "the best model's interval");
});

Deno.test("--report: a file that is another's, or can't be written, is told before any row is read", async () => {
  await using dir = await Workdir.create();
  const both = await dir.run(["--report", "x", "--output", "x"], { stdin: "y\n1\n" });
  both.expect(2).check(both.stderr.includes("it is already --output"), "Expected the other use");
  const permissions = ["--allow-write"];
  const nowhere = await dir.run(["--report", "no/page.html"], { stdin: "y\n1\n", permissions });
  nowhere.expect(1).check(nowhere.stderr.includes('Cannot write "no/page.html"'), "Expected the file");
});

Deno.test("--report of a run without rows to show is a page all the same", async () => {
  await using dir = await Workdir.create();
  for (const stdin of ["y\n1\n", "y\n1\n2\n3\n"]) {
    (await dir.run(["--report", "p.html"], { stdin, permissions: ["--allow-write=p.html"] })).expect(0);
    const page = await dir.read("p.html");
    assertStringIncludes(page, "Nothing was scored");
    assert(!page.includes("NaN"));
  }
});

Deno.test("--report changes no byte of the forecasts", async () => {
  await using dir = await Workdir.create();
  const stdin = await firstRows("sp500.csv", 300);
  const args = ["--target", "close", "--models", "gru,ar,naive,ensemble", "--quiet"];
  const plain = (await dir.run(args, { stdin })).expect(0);
  const permissions = ["--allow-write=p.html"];
  const reported = (await dir.run([...args, "--report", "p.html"], { stdin, permissions })).expect(0);
  assertEquals(reported.stdout, plain.stdout);
});

Deno.test({
  name: `--report renders without a complaint${
    chromium === undefined ? " (skipped: there is no chromium here)" : ""
  }`,
  ignore: chromium === undefined,
  async fn() {
    await using dir = await Workdir.create();
    const file = await forecastPage(dir);
    const permissions = ["--allow-write=lesson.html"];
    (await dir.run(["lesson", "generation", "--report", "lesson.html"], { permissions })).expect(0);
    for (const page of [file, join(dir.path, "lesson.html")]) {
      for (const width of [500, 1200]) {
        const { dom, complaints } = await render(chromium!, page, width);
        assertEquals(complaints, []);
        assert(/<\/main>\s*<\/body>/.test(dom.replaceAll("\n", "")), "the whole page was read");
      }
    }
  },
});
