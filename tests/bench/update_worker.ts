/** A thread that makes updates of a network of its own, for bench:peers' two workers at once. */
import { loadKernels } from "../../src/kernels/wasm.ts";
import { prepare, type Trial } from "./measure.ts";
import { recurrentWorkload } from "./workloads.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent) => void;
  postMessage(message: unknown): void;
};
let trial: Trial | undefined;

/** `{ hidden, batch }` makes ready; anything else runs a trial, answered by its microseconds of one update. */
scope.onmessage = async ({ data }) => {
  if (data?.hidden !== undefined) {
    const work = recurrentWorkload(await loadKernels(), "lstm", data.hidden, data.batch);
    trial = await prepare(() => work.update(), 20);
    scope.postMessage("ready");
  } else {
    scope.postMessage(trial!.time());
  }
};
