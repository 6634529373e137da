import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { HtmlValidate } from "html-validate";
import { firstRows } from "../support/forecasts.ts";
import { axeViolations, browse, fits, openOn, PROGRAM, SCREENS, SKIPPED } from "../support/browser.ts";
import { Workdir } from "../support/workdir.ts";

/** Pages of every kind, as files. */
async function pages(dir: Workdir): Promise<string[]> {
  const permissions = ["--allow-write"];
  const wards = ["--series", "patient", "--target", "hr,spo2", "--horizon", "1,3", "--warmup", "20"];
  const models = ["--models", "gru(hidden=4),attention(hidden=4,window=4),naive,ensemble"];
  const alert = ["--alert", "hr>75 within 3 rows p>0.4", "--interval", "0.5,0.9"];
  const stdin = await firstRows("vitals.csv", 900);
  (await dir.run([...wards, ...models, ...alert, "--report", "a.html"], { stdin, permissions })).expect(0);
  const prices = ["--target", "close", "--models", "ar,naive", "--report", "b.html", "--quiet"];
  (await dir.run(prices, { stdin: await firstRows("sp500.csv", 400), permissions })).expect(0);
  (await dir.run(["lesson", "generation", "--report", "c.html"], { permissions })).expect(0);
  const states = ["classify", "--label", "label", "--features", "y", "--time", "t", "--report", "d.html"];
  const rows = Array.from({ length: 300 }, (_, i) => `${i},${i % 7},${i % 7 > 3 ? "high" : "low"}`);
  const labels = ["t,y,label", ...rows, ""].join("\n");
  (await dir.run([...states, "--quiet"], { stdin: labels, permissions })).expect(0);
  return ["a", "b", "c", "d"].map((name) => join(dir.path, `${name}.html`));
}

Deno.test("--report: html-validate's standard rules find nothing", async () => {
  await using dir = await Workdir.create();
  const validator = new HtmlValidate({ extends: ["html-validate:standard", "html-validate:recommended"] });
  for (const file of await pages(dir)) {
    const { results } = await validator.validateString(await Deno.readTextFile(file));
    const complaints = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, line, message }) => `${file}: ${ruleId} in line ${line}: ${message}`)
    );
    assertEquals([...new Set(complaints)], []);
  }
});

Deno.test({
  name: `--report: axe finds nothing on desktop, phone and dark${SKIPPED}`,
  ignore: PROGRAM === undefined,
  async fn() {
    await using dir = await Workdir.create();
    const files = await pages(dir);
    await using it = await browse();
    const complaints: string[] = [];
    for (const screen of Object.keys(SCREENS) as (keyof typeof SCREENS)[]) {
      const page = await openOn(it.browser, screen, complaints);
      for (const file of files) {
        await page.goto(new URL(file, "file:///").href);
        assertEquals(await axeViolations(page), [], `${file} on ${screen}`);
        assert(await fits(page), `${file} is too wide for ${screen}`);
      }
    }
    assertEquals(complaints, []);
  },
});
