import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { ClassScore } from "../../src/classify/metrics.ts";
import { labelledVitals } from "../../fixtures/label_vitals.ts";
import { Workdir } from "../support/workdir.ts";
import { findChromium, render } from "./chromium.ts";

const chromium = await findChromium();
const [vitals, events] = await Promise.all(
  ["vitals.csv", "vitals_events.json"].map((name) => Deno.readTextFile(`fixtures/${name}`)),
);
const episodes = labelledVitals(vitals, events, true).split("\n");

/** Classifies the vitals' hours; returns what it left in `page.html`. */
async function page(dir: Workdir, stdin: string, extra: readonly string[] = []): Promise<string> {
  const args = [
    "--label",
    "state",
    "--series",
    "episode",
    "--features",
    "hr,spo2,resp,map",
    ...["--models", "gru,mlp,majority", "--replay", "16", "--learning-rate", "0.01"],
  ];
  const permissions = ["--allow-read=.", "--allow-write=."];
  const run = ["classify", ...args, "--report", "page.html", ...extra];
  (await dir.run(run, { stdin, permissions })).expect(0);
  return await dir.read("page.html");
}

Deno.test("classify --report: accuracy over time, scores, confusion, classes and reliability, and nothing from elsewhere", async () => {
  await using dir = await Workdir.create();
  const html = await page(dir, episodes.join("\n"));
  assertEquals([...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading), [
    "Scores",
    "Over time",
    "Confusion",
    "Class by class",
    "Reliability",
    "How it was made",
  ]);
  assertEquals(
    [...html.matchAll(/<figcaption><b>(.*?)<\/b>/g)].map(([, title]) => title.replace(/ of .*/, "")),
    [
      "Accuracy over time",
      "Log loss over time",
      ...["Confusion matrix", "Confusion matrix", "Confusion matrix"],
      "Reliability",
    ],
  );
  for (
    const told of [
      "against majority",
      "better",
      "labels scored (number)",
      "log loss (nats)",
      "AUROC",
      "Brier",
      "ECE",
      "precision",
      "recall",
      "predicted (class)",
      "probability of the predicted class (share)",
      "<dt>seed</dt>",
    ]
  ) assertStringIncludes(html, told);
  assert(!/<script|https?:|url\(|NaN|undefined/.test(html));
  assertEquals(await page(dir, episodes.join("\n")), html, "the same bytes for the same rows and seed");
});

Deno.test("classify --report of a resumed run: matrices and scores are of the whole, and it says what is not", async () => {
  await using dir = await Workdir.create();
  const whole = await page(dir, episodes.join("\n"), ["--summary", "s.json"]);
  const half = 6000;
  await page(dir, episodes.slice(0, half).join("\n"), ["--state", "s"]);
  const rest = [episodes[0], ...episodes.slice(half)].join("\n");
  const resumed = await page(dir, rest, ["--state", "s"]);
  const part = (html: string, heading: string) => html.split(`<h2>${heading}</h2>`)[1].split("<h2>")[0];
  for (const heading of ["Confusion", "Class by class", "Reliability"]) {
    assertEquals(part(resumed, heading), part(whole, heading), heading);
  }
  const { scores } = JSON.parse(await dir.read("s.json")) as { scores: ClassScore[] };
  for (const { accuracy, logLoss, confusion, f1 } of scores) {
    const told = [`${(100 * accuracy).toFixed(1)} %`, logLoss.toFixed(3)];
    for (const text of told) assertStringIncludes(part(whole, "Scores"), `>${text}</td>`);
    const counts = confusion.flat().filter((n) => n > 0);
    for (const n of counts) assertStringIncludes(part(whole, "Confusion"), `>${n}</text>`);
    for (const value of Object.values(f1)) {
      assertStringIncludes(part(whole, "Class by class"), `>${value.toFixed(3)}</td>`);
    }
  }
  assertStringIncludes(resumed, "The run was resumed after");
  assert(!whole.includes("resumed after"));
});

Deno.test("classify --report: names from the data are text", async () => {
  await using dir = await Workdir.create();
  const evil = `<script>alert("1")</script>`;
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i % 3},${i % 2 ? evil : `a'"&`}`.replace(/,(.*)/, ',"$1"'),
  );
  const quoted = rows.map((row) => row.replace(/"(.*)"/, (_, it) => `"${it.replaceAll('"', '""')}"`));
  const html = `x,<b>y</b>\n${quoted.join("\n")}\n`;
  const args = ["classify", "--label", "<b>y</b>", "--models", "majority,last", "--report", "p.html"];
  (await dir.run(args, { stdin: html, permissions: ["--allow-write=p.html"] })).expect(0);
  const written = await dir.read("p.html");
  assert(!/<script|<b>y/.test(written));
  assertStringIncludes(written, "&lt;b&gt;y&lt;/b&gt;");
  assertStringIncludes(written, "&lt;script&gt;");
});

Deno.test("classify --report: nothing scored is a page all the same; a file that is another's is told", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-write=."];
  for (const stdin of ["x,y\n1,a\n", "x,y\n1,\n2,\n"]) {
    const run = await dir.run(["classify", "--label", "y", "--report", "p.html"], { stdin, permissions });
    run.expect(0);
    const html = await dir.read("p.html");
    assertStringIncludes(html, "Nothing was scored");
    assert(!html.includes("<figure>") && !html.includes("NaN"));
  }
  const twice = ["classify", "--label", "y", "--report", "p", "--output", "p"];
  const both = (await dir.run(twice, { stdin: "x,y\n1,a\n" })).expect(2);
  both.check(both.stderr.includes("it is already --"), "Expected the other use");
});

Deno.test({
  name: `classify --report renders without a complaint${
    chromium === undefined ? " (skipped: there is no chromium here)" : ""
  }`,
  ignore: chromium === undefined,
  async fn() {
    await using dir = await Workdir.create();
    await page(dir, episodes.slice(0, 4000).join("\n"));
    for (const width of [500, 1200]) {
      const file = join(dir.path, "page.html");
      const { dom, complaints, flaws } = await render(chromium!, file, width);
      assertEquals(complaints, []);
      assertEquals(flaws, []);
      assert(/<\/main>\s*<script>/.test(dom.replaceAll("\n", "")), "the whole page was read");
    }
  },
});
