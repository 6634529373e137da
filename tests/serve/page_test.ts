import { assert, assertEquals } from "@std/assert";
import { axeViolations, browse, fits, openOn, PROGRAM, SCREENS, SKIPPED, until } from "../support/browser.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";
import { freePort, serveWard } from "./served.ts";

/** The live page in a real browser. */

Deno.test({
  name: `--serve: axe and the console say nothing on desktop, phone and dark${SKIPPED}`,
  ignore: PROGRAM === undefined,
  async fn() {
    await using dir = await Workdir.create();
    await using served = await serveWard(dir, 900, freePort());
    await using it = await browse();
    const complaints: string[] = [];
    for (const screen of Object.keys(SCREENS) as (keyof typeof SCREENS)[]) {
      const page = await openOn(it.browser, screen, complaints);
      await page.goto(served.url);
      await until(page, "document.querySelectorAll('.card canvas').length === 7");
      await until(page, "document.querySelectorAll('#events li').length > 0");
      assertEquals(await axeViolations(page), [], screen);
      assert(await fits(page), `too wide for ${screen}`);
    }
    assertEquals(complaints, []);
  },
});

Deno.test({
  name:
    `--serve: rows show as they come, choices and keys do what they say, a new run goes on where the reader was${SKIPPED}`,
  ignore: PROGRAM === undefined,
  async fn() {
    await using dir = await Workdir.create();
    const port = freePort();
    const complaints: string[] = [];
    await using it = await browse();
    const page = await openOn(it.browser, "desktop", complaints);
    const told = (id: string) => page.locator(id).textContent();
    const shows = (expression: string) => until(page, expression);
    {
      await using served = await serveWard(dir, 600, port);
      await page.goto(served.url);
      await shows("document.querySelector('#figures dd')?.textContent === '600'");
      const rows = (await firstRows("vitals.csv", 650)).split("\n");
      await served.program.write(`${rows.slice(601, 651).join("\n")}\n`);
      await shows("document.querySelector('#figures dd').textContent === '650'");
      await page.locator("#target").selectOption("spo2");
      await shows("document.querySelector('.card h3')?.textContent === 'p01, spo2'");
      await page.locator("#sort").selectOption("name");
      await page.keyboard.press("Escape");
      await page.locator("h1").click();
      await page.keyboard.press("/");
      await page.keyboard.type("p05");
      await shows("document.querySelectorAll('.card').length === 1");
      assertEquals(await told(".card h3"), "p05, spo2");
      await page.locator(".plot").focus();
      await page.keyboard.press("ArrowLeft");
      await shows("/Jan 2026.*forecast/.test(document.querySelector('.card p:nth-of-type(2)').textContent)");
      served.program.signal("SIGKILL");
      await shows("/lost/.test(document.getElementById('status').textContent)");
    }
    await using again = await serveWard(dir, 700, port);
    await shows("document.querySelector('#figures dd').textContent === '700'");
    await shows("document.getElementById('status').textContent === 'Live'");
    assertEquals([await told("#shown"), await told(".card h3")], ["1 to 1 of 1", "p05, spo2"]);
    await again.program.closeInput();
    await shows("document.getElementById('status').textContent === 'The run has ended.'");
    assertEquals(complaints.filter((text) => !text.includes("ERR_")), [], "but for the lost connection");
  },
});
