import { assert } from "@std/assert";
import { fromFileUrl } from "@std/path";

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));
const MODELS = "ar(lags=2),naive,ewma";

/** Peak of a process' resident memory so far, kB. */
async function peakOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmHWM:\s+(\d+)/.exec(status)![1]);
}

Deno.test({
  name: "a run's memory has peaked after its first 50,000 rows: 300,000 more add less than 8 %",
  ignore: Deno.build.os !== "linux", // where else would it be read?
  async fn() {
    await using run = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        MAIN,
        "--target",
        "y",
        "--models",
        MODELS,
        "--emit",
        "naive,ewma",
        "--quiet",
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const rows = run.stdin.getWriter();
    const lines = run.stdout.getReader();
    const encoder = new TextEncoder();
    let sent = 0;
    /** Feeds rows and takes their lines, two of each, until all have come. */
    const feed = async (count: number) => {
      let text = sent === 0 ? "y\n" : "";
      let awaited = 2 * count + (sent === 0 ? 1 : 0);
      for (const end = sent + count; sent < end; sent++) {
        text += `${(100 + Math.sin(sent) * 50).toFixed(4)}\n`;
      }
      const sending = rows.write(encoder.encode(text));
      while (awaited > 0) for (const byte of (await lines.read()).value!) if (byte === 10) awaited--;
      await sending;
    };
    await feed(50_000);
    const first = await peakOf(run.pid);
    for (let i = 0; i < 6; i++) await feed(50_000);
    const last = await peakOf(run.pid);
    await rows.close();
    while (!(await lines.read()).done);
    assert(last < 1.08 * first, `${first} kB, then ${last} kB`);
  },
});
