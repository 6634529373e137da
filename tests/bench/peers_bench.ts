/**
 * The same online learning in Foretide and in others' libraries, side by side: `deno task bench:peers`.
 *
 * Both sides take turns, trial by trial, on one thread each; times are medians, ratios those of the medians. PyTorch is asked
 * where a Python with it is found, `python3` or what FORETIDE_PYTHON names: in the fastest of the ways that its documentation
 * offers, and once more with its parameters laid into one tensor by hand. TensorFlow.js and brain.js are installed from npm
 * into a temporary folder. `--save` keeps the table for the guide (`deno task bench:table`).
 */
import { loadKernels } from "../../src/kernels/wasm.ts";
import { digits, machine, median, prepare, print } from "./measure.ts";
import { installJavaScriptPeers } from "./peers/install.ts";
import { type Peer, type Question, startPyTorch } from "./peers/peer.ts";
import { type Cells, save } from "./results.ts";
import { HIDDEN, mlpWorkload, recurrentWorkload, type Workload } from "./workloads.ts";

const ROUNDS = 11;

const kernels = await loadKernels();

type What = Question["what"];

/** One line of the table. */
interface Row {
  readonly name: string;
  readonly question: Omit<Question, "what">;
  /** What is timed, one after the other, and added up. */
  readonly whats: readonly What[];
  /** Microseconds of one of ours, at each call measured anew. */
  readonly time: (what: What) => number | Promise<number>;
  /** How many times as fast as PyTorch it should be. */
  readonly wanted: number;
}

async function ofWorkload(
  name: string,
  question: Row["question"],
  whats: readonly What[],
  wanted: number,
  work: Workload,
): Promise<Row> {
  const trials = { step: await prepare(work.step), update: await prepare(work.update) };
  return { name, question, whats, time: (what) => trials[what].time(), wanted };
}

/** A step and an update: what an online learner does with every row. */
function online(kind: "lstm" | "gru", hidden: number, wanted: number): Promise<Row> {
  const work = recurrentWorkload(kernels, kind === "gru" ? "gru-after" : kind, hidden, 1);
  const question = { kind, hidden, batch: 1 };
  return ofWorkload(`${kind} ${hidden}: step and update`, question, ["step", "update"], wanted, work);
}

const workers: Worker[] = [];

/** Two threads, each with a network of its own; together they need half the time of one for an update. */
async function twoWorkers(hidden: number, wanted: number): Promise<Row> {
  const pair = [1, 2].map(() => new Worker(import.meta.resolve("./update_worker.ts"), { type: "module" }));
  workers.push(...pair);
  const ask = (message: unknown) =>
    Promise.all(pair.map((worker) =>
      new Promise<number>((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(message);
      })
    ));
  await ask({ hidden, batch: 16 });
  const time = async () => {
    const [one, two] = await ask("trial");
    return 1 / (1 / one + 1 / two);
  };
  const question = { kind: "lstm", hidden, batch: 16 } as const;
  return { name: `lstm ${hidden}: update of 16, two workers`, question, whats: ["update"], time, wanted };
}

async function* rows(): AsyncGenerator<Row> {
  for (const [i, hidden] of HIDDEN.entries()) yield online("lstm", hidden, [70, 25, 9, 3, 1.5][i]);
  for (const [i, hidden] of HIDDEN.entries()) yield online("gru", hidden, [200, 80, 28, 9, 3][i]);
  for (const [hidden, wanted] of [[32, 4.5], [64, 1.8]]) yield await twoWorkers(hidden, wanted);
  for (const [batch, wanted] of [[1, 28], [32, 6]]) {
    const question = { kind: "mlp", hidden: 0, batch } as const;
    const work = mlpWorkload(kernels, batch);
    yield ofWorkload(`mlp 160-64-64-1: update of ${batch}`, question, ["update"], wanted, work);
  }
  for (const [hidden, wanted] of [[32, 50], [128, 5.5]]) {
    const work = recurrentWorkload(kernels, "lstm", hidden, 1);
    yield ofWorkload(`lstm ${hidden}: step`, { kind: "lstm", hidden, batch: 1 }, ["step"], wanted, work);
  }
}

/** The median times of a row, ours first; a peer that has no such thing is left out. */
async function measure(row: Row, peers: readonly Asked[]): Promise<{ ours: number; theirs: number[] }> {
  const sums = { ours: 0, theirs: peers.map(() => 0) };
  for (const what of row.whats) {
    const ours: number[] = [];
    const theirs: number[][] = peers.map(() => []);
    const question = { ...row.question, what };
    for (const { peer, tuned } of peers) await peer.ask({ ...question, tuned }, 1);
    for (let round = 0; round < ROUNDS; round++) {
      for (let i = 0; i < 3; i++) ours.push(await row.time(what));
      for (const [p, { peer, tuned }] of peers.entries()) {
        theirs[p].push(...(await peer.ask({ ...question, tuned }, 3)).us);
      }
    }
    sums.ours += median(ours);
    theirs.forEach((times, p) => sums.theirs[p] += median(times));
  }
  return sums;
}

/** A peer, asked in a certain manner. */
interface Asked {
  readonly name: string;
  readonly peer: Peer;
  readonly tuned: boolean;
}

function cellsOf(row: Row, ours: number, asked: readonly Asked[], theirs: readonly number[]): Cells {
  const cells: Record<string, string | number> = { workload: row.name, Foretide: digits(ours) };
  asked.forEach(({ name }, p) => {
    cells[name] = digits(theirs[p]);
    cells[`× ${name}`] = digits(theirs[p] / ours);
  });
  return cells;
}

function printCells(cells: Cells): void {
  const [workload, ...rest] = Object.entries(cells);
  print([String(workload[1]).padEnd(36), ...rest.map(([name, value]) => `${name} ${value}`)].join("  "));
}

/** All rows beside PyTorch, if any Python has it. */
async function besidePyTorch(versions: Record<string, string>): Promise<Cells[]> {
  const torch = await startPyTorch();
  if (torch === undefined) {
    print("PyTorch: no Python with torch was found; FORETIDE_PYTHON may name one");
    return [];
  }
  versions[torch.name] = torch.version;
  const asked = [{ name: "PyTorch", peer: torch, tuned: false }, { name: "tuned", peer: torch, tuned: true }];
  const table: Cells[] = [];
  for await (const row of rows()) {
    const { ours, theirs } = await measure(row, asked);
    table.push({ ...cellsOf(row, ours, asked, theirs), wanted: row.wanted });
    printCells(table[table.length - 1]);
  }
  for (const worker of workers) worker.terminate();
  await torch.close();
  return table;
}

/** A few rows beside what else there is in JavaScript. */
async function besideJavaScript(versions: Record<string, string>): Promise<Cells[]> {
  const { peers, remove } = await installJavaScriptPeers();
  const asked = peers.map((peer) => ({ name: peer.name, peer, tuned: false }));
  for (const { name, version } of peers) versions[name] = version;
  const table: Cells[] = [];
  for (const kind of ["lstm", "gru"] as const) {
    const row = await online(kind, 32, 0);
    const { ours, theirs } = await measure(row, asked);
    table.push(cellsOf(row, ours, asked, theirs));
    printCells(table[table.length - 1]);
  }
  for (const peer of peers) await peer.close();
  await remove();
  return table;
}

const versions: Record<string, string> = { kernels: kernels.name };
print(`${kernels.name}, Deno ${Deno.version.deno}, ${machine()}; microseconds`);
const torch = await besidePyTorch(versions);
const javaScript = await besideJavaScript(versions);
print(Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", "));
await save("peers", versions, [...torch, ...javaScript]);
