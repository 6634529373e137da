import type { Random } from "../../src/base/random.ts";
import { EncoderDecoder } from "../../src/nn/encoder_decoder.ts";
import type { Leaf } from "./differences.ts";
import { inputLeaf, parameterLeaves, randomised, type ReadsWindows, uniform } from "./leaves.ts";

/** An encoder-decoder with random weights everywhere. */
export const randomEncoderDecoder = (
  ...[kernels, cell, sizes, random]: ConstructorParameters<typeof EncoderDecoder>
): EncoderDecoder => randomised(new EncoderDecoder(kernels, cell, sizes, random), random);

/**
 * A closed window: its rows (L, I), what is fed (T, F) where the truth is, and a probe (T, O) of the outputs.
 */
export interface Window {
  readonly length: number;
  readonly x: Float64Array;
  readonly fed: Float64Array;
  readonly probe: Float64Array;
}

export function randomWindows(
  { sizes: { inputs, fed, outputs } }: EncoderDecoder,
  lengths: readonly number[],
  steps: number,
  random: Random,
): Window[] {
  return lengths.map((length) => ({
    length,
    x: uniform(length * inputs, 1, random),
    fed: uniform(steps * fed, 1, random),
    probe: uniform(steps * outputs, 1, random),
  }));
}

export function load(network: EncoderDecoder, windows: readonly Window[]): void {
  const steps = windows[0].probe.length / network.sizes.outputs;
  network.plan(windows.map(({ length }) => length), windows.length, steps);
  loadRows(network, windows);
}

/** Puts the rows (L, I) of planned windows where the network reads them. */
export function loadRows(
  network: ReadsWindows,
  windows: readonly { readonly x: Float64Array; readonly length: number }[],
): void {
  const { sizes: { inputs }, schedule: { steps }, parameters: { kernels: { memory } } } = network;
  windows.forEach(({ x, length }, b) => {
    for (let t = 0; t < length; t++) {
      memory.set(x.subarray(t * inputs, (t + 1) * inputs), network.inputRow(steps - length + t, b));
    }
  });
}

/** What the decoder is fed: the truth, its own output, either in turns, or its own output and not told so. */
export type Feeding = "truth" | "own" | "turns" | "disowned";

export function run(network: EncoderDecoder, windows: readonly Window[], feeding: Feeding): void {
  const { sizes: { fed, outputs }, parameters: { kernels: { memory } } } = network;
  network.forward((t, b, to, own) => {
    memory.set(windows[b].fed.subarray(t * fed, (t + 1) * fed), to);
    if (t === 0 || feeding === "truth" || feeding === "turns" && (t + b) % 2 === 0) return false;
    memory.copyWithin(to, own, own + outputs);
    return feeding !== "disowned";
  });
}

/** ℓ = Σ probe · y; writes its gradient. */
export function probeLoss(network: EncoderDecoder, windows: readonly Window[]): number {
  const { sizes: { outputs }, outputStride, parameters: { kernels: { memory } } } = network;
  let loss = 0;
  windows.forEach(({ probe }, b) => {
    for (let at = 0; at < probe.length; at += outputs) {
      const dy = network.gradientRow(at / outputs, b);
      const y = network.outputRow(at / outputs, b);
      memory.fill(0, dy, dy + outputStride);
      for (let o = 0; o < outputs; o++) {
        memory[dy + o] = probe[at + o];
        loss += probe[at + o] * memory[y + o];
      }
    }
  });
  return loss;
}

/** All that the loss depends on, after `backward`: parameters and inputs. */
export function leavesOf(network: EncoderDecoder, windows: readonly Window[]): Leaf[] {
  const x = inputLeaf(network, windows); // first: it allocates, and so may move the memory
  return [x, ...parameterLeaves(network.parameters)];
}
