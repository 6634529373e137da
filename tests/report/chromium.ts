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
}

/** Opens a page file without network; `width` in pixels, at least 500. */
export async function render(chromium: string, file: string, width: number): Promise<Rendered> {
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
        new URL(file, "file:///").href,
      ],
    }).output();
    const lines = new TextDecoder().decode(stderr).split("\n");
    return {
      dom: new TextDecoder().decode(stdout),
      complaints: lines.filter((line) => line.includes(":CONSOLE") || line.includes("ERR_")),
    };
  } finally {
    await Deno.remove(profile, { recursive: true }).catch(() => {}); // it may still be writing there
  }
}
