import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Random } from "../../src/base/random.ts";
import { firstRows } from "../support/forecasts.ts";
import { type StandardInput, Workdir } from "../support/workdir.ts";
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
    "What comes next",
    "Series and targets",
    "Scores",
    "Error by horizon",
    "Error over time",
    "Coverage over time",
    "Expert weights over time",
    "How it was made",
  ]);
  for (
    const told of ["no difference", "time (12 Jan 2026", "rows ahead", "seed", "by the model that was best"]
  ) {
    assertStringIncludes(page, told);
  }
  assertEquals(page.match(/<figure>/g)?.length, 10, "five large plots for each of two targets");
  assertEquals(page.match(/<ul class="legend">/g)?.length, 10);
  assertEquals(page.match(/<figure class="panel">/g)?.length, 14, "seven patients, two targets");
  assertEquals(page.match(/<p class="value">/g)?.length, 2);
  assert(!/<script|https?:|url\(|NaN|undefined/.test(page.replaceAll('"NaN"', "")));
  assert(!/row of the|rows taken in/.test(page), "where there are times no axis has row numbers");
});

/** Rows that wander, and from the middle on climb besides. */
function climbing(rows: number): string {
  const random = new Random(3);
  let value = 0;
  let csv = "y\n";
  for (let row = 0; row < rows; row++) {
    value += random.normal() + (2 * row < rows ? 0 : 3);
    csv += `${value.toFixed(3)}\n`;
  }
  return csv;
}

Deno.test("--report marks drift alarms above the errors, and lists them", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-write=page.html"];
  const args = ["--models", "ewma,naive", "--report", "page.html"];
  const run = (await dir.run(args, { stdin: climbing(2000), permissions })).expect(0);
  assertStringIncludes(run.stderr, "Drift was seen in the errors of ");
  const page = await dir.read("page.html");
  const alarms = [...page.matchAll(/(\d+) drift alarms? of (\w+)<\/li>/g)];
  assertEquals(alarms.map(([, , model]) => model), ["ewma", "naive"]);
  const strokes = [...page.matchAll(/<path class="mark c\d" d="(M[^"]+)">/g)];
  assertEquals(strokes.length, 4, "a lane for each, wide and narrow");
  const table = page.split("<h2>Error over time</h2>")[1].split("<h2>")[0];
  const rows = [...table.matchAll(/<tr><td class="n">([\d,]+)<\/td>/g)].map(([, row]) => row);
  assertEquals(rows.length, alarms.reduce((sum, [, count]) => sum + Number(count), 0));
  assert(Number(rows[0].replace(",", "")) > 1000, `${rows}`);
});

Deno.test("--report shows what a model attends to, as shades and as numbers", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-write=page.html"];
  const models = ["--models", "attention(window=5,hidden=4),seq2seq(window=5,hidden=4)", "--horizon", "1,3"];
  const args = [...models, "--report", "page.html", "--quiet"];
  const stdin = climbing(150);
  (await dir.run(args, { stdin, permissions })).expect(0);
  const page = await dir.read("page.html");
  assertEquals(page.match(/<b>What \w+ reads<\/b>/g), ["<b>What attention reads</b>"]);
  assertEquals(page.match(/<rect class="cell"/g)?.length, 15, "three steps, five rows");
  const details = page.slice(page.indexOf("What attention reads")).split("<details")[1];
  const rows = details.split("</details>")[0].split("<tr>").slice(2);
  for (const row of rows) {
    const cells = [...row.matchAll(/>([\d.]+)<\/td>/g)].map(([, cell]) => Number(cell));
    assertAlmostEquals(cells.slice(1).reduce((a, b) => a + b, 0), 1, 3e-4);
  }
  assertEquals(rows.length, 3);
});

Deno.test("--report: the same bytes for the same rows and seed; of a resumed run scores of the whole, plots since", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const [header, ...rows] = (await firstRows("sp500.csv", 700)).trim().split("\n");
  const report = async (rows: readonly string[], ...extra: string[]) => {
    const args = [
      "--target",
      "close",
      "--models",
      "gru(hidden=4),naive,ensemble",
      "--report",
      "p.html",
      "--quiet",
    ];
    const stdin = [header, ...rows, ""].join("\n");
    (await dir.run([...args, ...extra], { stdin, permissions })).expect(0);
    return await dir.read("p.html");
  };
  const whole = await report(rows);
  assertEquals(await report(rows), whole);
  const summary = await report(rows, "--summary", "s.json");
  await report(rows.slice(0, 400), "--state", "s");
  const [state, copy] = ["s", "copy"].map((name) => join(dir.path, name));
  await Deno.copyFile(state, copy);
  const resumed = await report(rows.slice(400), "--state", "s");
  const part = (page: string, heading: string) => page.split(`<h2>${heading}</h2>`)[1].split("<h2>")[0];
  assertEquals(part(resumed, "Scores"), part(whole, "Scores"));
  assertEquals(part(summary, "Scores"), part(whole, "Scores"));
  for (const { skill, rmse, coverage } of JSON.parse(await dir.read("s.json")).scores) {
    const told = [
      `${(100 * skill).toFixed(2).replace("-", "−")} %`,
      rmse.toPrecision(4),
      `${(100 * coverage).toFixed(1)} %`,
    ];
    for (const text of told) assertStringIncludes(part(whole, "Scores"), `>${text}</td>`);
  }
  assertStringIncludes(resumed, "The run was resumed after 400 rows");
  assertEquals(
    part(resumed, "What comes next"),
    part(whole, "What comes next"),
    "the newest 120 rows",
  );
  await Deno.rename(copy, state);
  assertEquals(await report(rows.slice(400), "--state", "s"), resumed);
});

Deno.test("--report: how rows come, together or one by one, and --workers leave the page as it is", async () => {
  await using dir = await Workdir.create();
  const rows = await firstRows("vitals.csv", 1200);
  const args = [
    "--series",
    "patient",
    "--target",
    "hr",
    "--models",
    "gru(hidden=4),ar,naive,ensemble",
    "--quiet",
  ];
  const permissions = ["--allow-write=p.html", "--allow-read"];
  const report = async (stdin: StandardInput, ...extra: string[]) => {
    (await dir.run([...args, "--report", "p.html", ...extra], { stdin, permissions })).expect(0);
    return (await dir.read("p.html")).replace(/<dt>workers<[^]*?<dt>/, "<dt>");
  };
  async function* pieces() {
    for (let at = 0; at < rows.length; at += 700) {
      yield rows.slice(at, at + 700);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  const whole = await report(rows);
  assertEquals(await report(pieces()), whole);
  assertEquals(await report(rows, "--workers", "2"), whole);
});

Deno.test("--report: names from the data are text, long ones don't break it, many targets are told", async () => {
  await using dir = await Workdir.create();
  const names = ["<script>alert(1)</script>", "a'\"&", "x".repeat(200), "d", "e", "f"];
  const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(",");
  const rows = Array.from({ length: 130 }, (_, i) => names.map((_, k) => (i * (k + 3)) % 17).join(","));
  const args = ["--models", "naive", "--report", "p.html", "--warmup", "10"];
  const targets = ["--target", "d,e,f," + names[0]];
  const stdin = [header, ...rows, ""].join("\n");
  const permissions = ["--allow-write=p.html"];
  const longest = ["--target", names[2]];
  for (const extra of [longest, targets]) {
    (await dir.run([...args, ...extra], { stdin, permissions })).expect(0);
    const page = await dir.read("p.html");
    assert(!/<script/.test(page));
  }
  const all = ["--target", "d,e,f," + names[0] + "," + names[2]];
  (await dir.run([...args, ...all], { stdin, permissions })).expect(0);
  const page = await dir.read("p.html");
  assertStringIncludes(
    page,
    "The large plots show the first 4 of 5 targets, the small ones and the tables all.",
  );
  assertStringIncludes(page, "&lt;script&gt;");
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
    assert(!page.includes("<h2>Coverage over time</h2>"), "what has no point is not drawn");
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
        const { dom, complaints, flaws } = await render(chromium!, page, width);
        assertEquals(complaints, []);
        assertEquals(flaws, []);
        assert(/<\/main>\s*<script>/.test(dom.replaceAll("\n", "")), "the whole page was read");
      }
    }
  },
});
