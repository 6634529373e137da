import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import axe from "axe-core";
import { findChromium } from "../report/chromium.ts";

/** Where a page is looked at. */
export const SCREENS: Readonly<Record<"desktop" | "phone" | "dark", BrowserContextOptions>> = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
};

/** The browser's program, and what a test's name says where there is none. */
export const PROGRAM: string | undefined = await findChromium();
export const SKIPPED: string = PROGRAM === undefined ? " (skipped: there is no chromium here)" : "";

/** A real browser, to be closed. */
export async function browse(): Promise<AsyncDisposable & { readonly browser: Browser }> {
  const browser = await chromium.launch({ executablePath: PROGRAM!, args: ["--no-sandbox"] });
  return { browser, [Symbol.asyncDispose]: () => browser.close() };
}

/** A page as one sees it on a screen; `complaints` fills with what goes to its console. */
export async function openOn(
  browser: Browser,
  screen: keyof typeof SCREENS,
  complaints: string[],
): Promise<Page> {
  const context = await browser.newContext(SCREENS[screen]);
  const page = await context.newPage();
  page.on("console", (message) => void complaints.push(`${screen}: ${message.text()}`));
  page.on("pageerror", (error) => void complaints.push(`${screen}: ${error.message}`));
  return page;
}

/** What axe has against a page, by rule and place. */
export async function axeViolations(page: Page): Promise<string[]> {
  return JSON.parse(
    await evaluated(
      page,
      `${axe.source};axe.run().then(({ violations }) => JSON.stringify(violations.flatMap(
        ({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 120)))))`,
    ),
  );
}

/** Waits until an expression is true in the page. */
export async function until(page: Page, expression: string): Promise<void> {
  const look =
    `new Promise((done) => (function look() { (${expression}) ? done("") : setTimeout(look, 20); })())`;
  await evaluated(page, look);
}

/** Gives the code to the browser and not to the page, whose own policy allows none. */
async function evaluated(page: Page, expression: string): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const asked = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", asked);
  if (exceptionDetails !== undefined) throw new Error(`${exceptionDetails.text}: ${result.description}`);
  return result.value;
}

/** Whether all of it fits the screen's width. */
export async function fits(page: Page): Promise<boolean> {
  return await evaluated(page, "String(document.documentElement.scrollWidth <= innerWidth)") === "true";
}
