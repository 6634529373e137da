/**
 * TensorFlow.js as an online learner, asked and answering as peers/pytorch.py does. Runs where bench:peers has installed it.
 * An update is one `trainOnBatch` on 32 rows, a step one `predict` on a row; on the faster of the backends "wasm" and "cpu".
 * It starts from a state of zero and does not clip: less than the others do.
 */
// deno-lint-ignore-file no-explicit-any -- the package is not one of the project's
const [core, wasm] = ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"];
const tf: any = await import(core);
(await import(wasm) as any).setWasmPaths(
  new URL("./node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname,
);

const [INPUTS, STEPS] = [5, 32];

function work({ kind, what, hidden, batch }: any): () => Promise<unknown> | unknown {
  const steps = what === "update" ? STEPS : 1;
  const units = { units: hidden, returnSequences: true, inputShape: [steps, INPUTS] };
  const layers = [
    kind === "gru" ? tf.layers.gru(units) : tf.layers.lstm(units),
    tf.layers.dense({ units: 1 }),
  ];
  const model = tf.sequential({ layers });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: "meanSquaredError" });
  const x = tf.sin(tf.range(0, batch * steps * INPUTS)).reshape([batch, steps, INPUTS]);
  const y = tf.randomUniform([batch, steps, 1], -1, 1);
  if (what === "update") return () => model.trainOnBatch(x, y);
  return () => {
    const out = model.predict(x);
    out.dataSync();
    out.dispose();
  };
}

async function milliseconds(call: () => Promise<unknown> | unknown, calls: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < calls; i++) await call();
  return (performance.now() - start) / calls;
}

const ready = new Map<string, { backend: string; call: () => unknown }>();

/** Tries both backends. */
async function fastest(question: any): Promise<{ backend: string; call: () => unknown }> {
  let best = { backend: "", call: () => {}, ms: Infinity } as any;
  for (const backend of ["cpu", "wasm"]) {
    if (!await tf.setBackend(backend)) continue;
    await tf.ready();
    const call = work(question);
    await milliseconds(call, 5);
    const ms = await milliseconds(call, 5);
    if (ms < best.ms) best = { backend, call, ms };
  }
  return best;
}

const say = (answer: unknown) =>
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(answer) + "\n"));
say({ name: "TensorFlow.js", version: tf.version_core });
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()) as ReadableStream<string>;
for await (const line of lines) {
  const { trials, ...question } = JSON.parse(line);
  const key = JSON.stringify(question);
  if (!ready.has(key)) ready.set(key, await fastest(question));
  const { backend, call } = ready.get(key)!;
  await tf.setBackend(backend);
  const us: number[] = [];
  for (let i = 0; i < trials; i++) us.push(1000 * await milliseconds(call, 1));
  say({ us, way: backend });
}
