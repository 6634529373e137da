import { Random } from "../../src/base/random.ts";
import type { Floats, Kernels } from "../../src/kernels/kernels.ts";
import type { ScoreName } from "../../src/nn/attention_scores.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { EncoderDecoder } from "../../src/nn/encoder_decoder.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { softmax } from "../../src/nn/softmax.ts";

/**
 * Sequences of random tokens, one-hot, to be said again: the decoder reads the token before, the truth in
 * training.
 */
export interface CopyTask {
  readonly network: EncoderDecoder;
  readonly length: number;
  readonly tokens: number;
  readonly random: Random;
  /** (B, L): what the windows of the minibatch hold. */
  readonly drawn: Uint8Array;
}

const [BATCH, RATE] = [32, 0.01];

export function trainCopyTask(
  kernels: Kernels,
  { attention, length, tokens, hidden, steps }: {
    readonly attention: ScoreName | "none";
    readonly length: number;
    readonly tokens: number;
    readonly hidden: number;
    readonly steps: number;
  },
): CopyTask {
  const random = new Random(1);
  const sizes = {
    inputs: tokens,
    fed: tokens,
    outputs: tokens,
    hidden,
    layers: 1,
    bidirectional: false,
    attention,
  };
  const network = new EncoderDecoder(kernels, CELLS.lstm, sizes, random);
  const optimizer = new Optimizer(network.parameters, { rate: RATE, fall: 0, clip: 1, decay: 0 });
  const task = { network, length, tokens, random, drawn: new Uint8Array(BATCH * length) };
  for (let step = 0; step < steps; step++) {
    draw(task);
    const { memory } = kernels;
    network.forward((t, b, to) => {
      oneHot(memory, to, tokens, t === 0 ? -1 : task.drawn[b * length + t - 1]);
      return false;
    });
    for (let b = 0; b < BATCH; b++) {
      for (let t = 0; t < length; t++) {
        const [y, dy] = [network.outputRow(t, b), network.gradientRow(t, b)];
        memory.copyWithin(dy, y, y + network.outputStride);
        softmax(memory, dy, tokens);
        memory[dy + task.drawn[b * length + t]] -= 1; // the gradient of softmax and cross-entropy
        for (let i = 0; i < tokens; i++) memory[dy + i] /= BATCH * length;
      }
    }
    network.backward();
    optimizer.step();
  }
  return task;
}

/** Share of tokens said right when the decoder reads what it said itself. */
export function copyTaskAccuracy(task: CopyTask): number {
  const { network, length, tokens, drawn } = task;
  draw(task);
  const { memory } = network.parameters.kernels;
  network.forward((t, _, to, own) => {
    oneHot(memory, to, tokens, t === 0 ? -1 : largest(memory, own, tokens));
    return false;
  });
  let right = 0;
  for (let b = 0; b < BATCH; b++) {
    for (let t = 0; t < length; t++) {
      if (largest(memory, network.outputRow(t, b), tokens) === drawn[b * length + t]) right++;
    }
  }
  return right / (BATCH * length);
}

/** A fresh minibatch of sequences, put where the encoder reads them. */
function draw({ network, length, tokens, random, drawn }: CopyTask): void {
  network.plan(new Array(BATCH).fill(length), BATCH, length);
  for (let b = 0; b < BATCH; b++) {
    for (let t = 0; t < length; t++) {
      drawn[b * length + t] = random.below(tokens);
      oneHot(network.parameters.kernels.memory, network.inputRow(t, b), tokens, drawn[b * length + t]);
    }
  }
}

function oneHot(memory: Floats, at: number, tokens: number, token: number): void {
  for (let i = 0; i < tokens; i++) memory[at + i] = i === token ? 1 : 0;
}

function largest(memory: Floats, at: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (memory[at + i] > memory[at + best]) best = i;
  return best;
}
