import { run } from "./src/cli/run.ts";

/** What a thread does where all of the program is one file: it serves a page, or is one of --workers. */
async function work(): Promise<void> {
  if (self.name === "foretide page") await import("./src/serve/page_worker.ts");
  else await import("./src/cli/commands/forecast/model_worker.ts");
}

if ("WorkerGlobalScope" in globalThis) {
  await work();
} else {
  Deno.exit(await run(Deno.args, Deno));
}
