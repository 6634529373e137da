/** Libraries from npm, installed where they are no dependency of the project: a temporary folder. */
import { Peer } from "./peer.ts";

const PACKAGES = {
  "@tensorflow/tfjs": "4.22.0",
  "@tensorflow/tfjs-backend-wasm": "4.22.0",
  "brain.js": "2.0.0-beta.24",
};
const SCRIPTS = ["tensorflow.ts", "brain.ts"];

/** Installs TensorFlow.js and brain.js and starts those that come up. `remove` takes the folder away again. */
export async function installJavaScriptPeers(): Promise<{ peers: Peer[]; remove: () => Promise<void> }> {
  const folder = await Deno.makeTempDir({ prefix: "foretide-peers-" });
  const remove = () => Deno.remove(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/package.json`, JSON.stringify({ dependencies: PACKAGES }));
  for (const script of SCRIPTS) {
    await Deno.copyFile(new URL(script, import.meta.url), `${folder}/${script}`);
  }
  await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet"],
    cwd: folder,
    stdout: "null",
    stderr: "null",
  }).output();
  const started = await Promise.all(
    SCRIPTS.map((script) =>
      Peer.start(Deno.execPath(), ["run", "--allow-all", "--no-check", script], folder)
    ),
  );
  return { peers: started.filter((peer) => peer !== undefined), remove };
}
