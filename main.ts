import { run } from "./src/cli/run.ts";

if ("WorkerGlobalScope" in globalThis) {
  await import("./src/cli/commands/forecast/model_worker.ts"); // one of --workers, where all of the program is one file
} else {
  Deno.exit(await run(Deno.args, Deno));
}
