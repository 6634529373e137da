/**
 * brain.js as an online learner, asked and answering as peers/pytorch.py does. Runs where bench:peers has installed it. An
 * update is one iteration of `train` on 32 rows, a step one `run` on a row; its time series put out as many numbers as they
 * take in.
 */
// deno-lint-ignore-file no-explicit-any -- the package is not one of the project's
const name = "brain.js";
const brain: any = ((module: any) => module.default ?? module)(await import(name));
const { version } = JSON.parse(
  await Deno.readTextFile(new URL(`./node_modules/${name}/package.json`, import.meta.url)),
);

const [INPUTS, STEPS] = [5, 32];

const row = (t: number) => Array.from({ length: INPUTS }, (_, i) => Math.sin(t * INPUTS + i));

function work({ kind, what, hidden }: any): () => unknown {
  const Net = kind === "gru" ? brain.recurrent.GRUTimeStep : brain.recurrent.LSTMTimeStep;
  const net = new Net({ inputSize: INPUTS, hiddenLayers: [hidden], outputSize: INPUTS });
  const segment = Array.from({ length: STEPS + 1 }, (_, t) => row(t));
  net.train([segment], { iterations: 1 });
  return what === "update"
    ? () => net.train([segment], { iterations: 1, errorThresh: 0 })
    : () => net.run([row(0)]);
}

const say = (answer: unknown) =>
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(answer) + "\n"));
const ready = new Map<string, () => unknown>();
say({ name, version });
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()) as ReadableStream<string>;
for await (const line of lines) {
  const { trials, ...question } = JSON.parse(line);
  const key = JSON.stringify(question);
  if (!ready.has(key)) {
    const call = work(question);
    for (let i = 0; i < 5; i++) call();
    ready.set(key, call);
  }
  const call = ready.get(key)!;
  const us: number[] = [];
  for (let i = 0; i < trials; i++) {
    const start = performance.now();
    call();
    us.push(1000 * (performance.now() - start));
  }
  say({ us, way: "train" });
}
