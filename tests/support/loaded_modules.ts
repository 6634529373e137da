/**
 * Runs main.ts's command line, given as arguments, and then writes which modules were loaded for it, one a line, to standard
 * error behind a line `loaded:`: paths in src/, packages, and WebAssembly as `wasm`. V8 itself tells them.
 */
import { Session } from "node:inspector";

const loaded = new Set<string>();
const session = new Session();
session.connect();
session.on("Debugger.scriptParsed", ({ params: { url } }) => {
  if (url.startsWith("wasm:")) loaded.add("wasm");
  else if (/\/src\/|\/node_modules\/|\/npm\//.test(url)) loaded.add(url.replace(/^.*\/(src|npm)\//, ""));
});
session.post("Debugger.enable");
const { run } = await import("../../src/cli/run.ts");
const code = await run(Deno.args, Deno);
await Deno.stderr.write(new TextEncoder().encode(`loaded:\n${[...loaded].join("\n")}\n`));
Deno.exit(code);
