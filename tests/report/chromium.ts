const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The browser's program, or undefined where there is none. */
export async function findChromium(): Promise<string | undefined> {
  for (const name of NAMES) {
    const found = await new Deno.Command("sh", { args: ["-c", `command -v ${name}`], stderr: "null" })
      .output();
    if (found.success) return new TextDecoder().decode(found.stdout).trim();
  }
  return undefined;
}

/** What a browser made of a page. */
export interface Rendered {
  /** The document after it was loaded. */
  readonly dom: string;
  /** What the page said on the console, and every request that it made beyond its own file. */
  readonly complaints: readonly string[];
  /**
   * What is wrong as it is laid out: wider than the window, a picture without legend or labels, text of it that hangs out or
   * covers another.
   */
  readonly flaws: readonly string[];
}

/**
 * Opens a page file without network; `width` in pixels, at least 500. It is a copy that is opened, with a script that looks
 * for flaws; turned text is left aside.
 */
export async function render(chromium: string, file: string, width: number): Promise<Rendered> {
  const html = await Deno.readTextFile(file);
  const copy = `${file}.copy.html`;
  await Deno.writeTextFile(copy, html.replace("</body>", `<script>(${lookForFlaws})()</script></body>`));
  const profile = await Deno.makeTempDir({ prefix: "foretide-chromium-" });
  try {
    const { stdout, stderr } = await new Deno.Command(chromium, {
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        `--user-data-dir=${profile}`,
        `--window-size=${width},1200`,
        "--virtual-time-budget=2000",
        "--dump-dom",
        new URL(copy, "file:///").href,
      ],
    }).output();
    const lines = new TextDecoder().decode(stderr).split("\n");
    const dom = new TextDecoder().decode(stdout);
    const [, flaws] = dom.match(/data-flaws="([^"]*)"/) ?? [, "[&quot;nobody looked&quot;]"];
    return {
      dom,
      flaws: JSON.parse(flaws!.replaceAll("&quot;", '"')),
      complaints: lines.filter((line) => line.includes(":CONSOLE") || line.includes("ERR_")),
    };
  } finally {
    await Deno.remove(profile, { recursive: true }).catch(() => {}); // it may still be writing there
  }
}

/** Runs in the page. */
const lookForFlaws = `() => {
  const flaws = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) flaws.push("the page is too wide");
  for (const svg of document.querySelectorAll("figure:not(.panel) > svg")) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    const name = svg.getAttribute("aria-label");
    if (svg.querySelectorAll("text.label").length < 2) flaws.push(name + ": an axis without a label");
    if (svg.parentNode.querySelector(".legend li") === null) flaws.push(name + ": no legend");
    const texts = [...svg.querySelectorAll("text:not([transform])")]
      .map((text) => ({ told: text.textContent, box: text.getBoundingClientRect() }));
    texts.forEach(({ told, box }, i) => {
      const isInside = box.left > frame.left - 1 && box.right < frame.right + 1 &&
        box.top > frame.top - 1 && box.bottom < frame.bottom + 1;
      if (!isInside) flaws.push(name + ": " + told + " hangs out");
      for (const other of texts.slice(i + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > 4) flaws.push(name + ": " + told + " covers " + other.told);
      }
    });
  }
  root.dataset.flaws = JSON.stringify(flaws);
}`;
