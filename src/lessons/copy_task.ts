import type { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { ScoreName } from "../nn/attention_scores.ts";
import { CELLS } from "../nn/cells/registry.ts";
import { crossEntropy } from "../nn/cross_entropy.ts";
import { EncoderDecoder } from "../nn/encoder_decoder.ts";
import { Optimizer } from "../nn/optimizer.ts";
import { largest, oneHot } from "./symbols.ts";

const [SYMBOLS, BATCH] = [6, 32];
/** Units of the decoder, and of the encoder's two directions together. */
const HIDDEN = { none: 46, dot: 32, additive: 32 };
const TEST_BATCHES = 8;
/** Share of the training in which the longest sequence grows to its full length. */
const GROWING = 0.6;
const SHORTEST = 4;

/**
 * The copy task: a sequence of random symbols is read to its end, then written again from memory. A
 * bidirectional GRU encodes, a GRU decodes. Attention has weights of its own; the plain network gets more
 * units instead, so that it is the larger of the two.
 */
export class CopyTask {
  private readonly network: EncoderDecoder;
  /** (B, L) symbols of the minibatch. */
  private drawn = new Uint8Array(0);

  constructor(
    private readonly kernels: Kernels,
    attention: ScoreName | "none",
    private readonly random: Random,
  ) {
    const sizes = {
      inputs: SYMBOLS,
      fed: SYMBOLS,
      outputs: SYMBOLS,
      hidden: HIDDEN[attention],
      layers: 1,
      bidirectional: true,
      attention,
    };
    this.network = new EncoderDecoder(kernels, CELLS["gru-before"], sizes, random);
  }

  /** Numbers that are learned. */
  get parameters(): number {
    return this.network.parameters.count;
  }

  /**
   * Trains with the truth fed to the decoder, on lengths that grow to `most`: every second minibatch has the
   * longest so far, the others any up to it.
   */
  train(updates: number, most: number): void {
    const { network, random } = this;
    const optimizer = new Optimizer(network.parameters, { rate: 0.01, fall: 1000, clip: 1, decay: 0 });
    for (let update = 0; update < updates; update++) {
      const grown = Math.min(1, update / (GROWING * updates));
      const longest = Math.round(SHORTEST + grown * (most - SHORTEST));
      const length = update % 2 === 0 ? longest : 1 + random.below(longest);
      this.draw(length, random);
      network.forward((t, b, to) => {
        oneHot(this.kernels.memory, to, SYMBOLS, t === 0 ? -1 : this.drawn[b * length + t - 1]);
        return false;
      });
      this.writeGradient(length);
      network.backward();
      optimizer.step();
    }
  }

  private writeGradient(length: number): void {
    const { network, kernels: { memory }, drawn } = this;
    for (let b = 0; b < BATCH; b++) {
      for (let t = 0; t < length; t++) {
        const [y, dy] = [network.outputRow(t, b), network.gradientRow(t, b)];
        crossEntropy(memory, y, dy, SYMBOLS, drawn[b * length + t], 1 / (BATCH * length));
      }
    }
  }

  /** The share of symbols right in new sequences, the decoder reading what it wrote itself. */
  accuracy(length: number, random: Random): number {
    const { network, kernels: { memory } } = this;
    let right = 0;
    for (let n = 0; n < TEST_BATCHES; n++) {
      this.copy(length, random);
      for (let b = 0; b < BATCH; b++) {
        for (let t = 0; t < length; t++) {
          const said = largest(memory, network.outputRow(t, b), SYMBOLS);
          if (said === this.drawn[b * length + t]) right++;
        }
      }
    }
    return right / (TEST_BATCHES * BATCH * length);
  }

  /** Attention's weights while it copies one new sequence, (written, read); empty without attention. */
  weights(length: number, random: Random): number[][] {
    this.copy(length, random);
    const flat = this.network.attentionWeights(0);
    if (flat === undefined) return [];
    return Array.from({ length }, (_, t) => [...flat.subarray(t * length, (t + 1) * length)]);
  }

  private copy(length: number, random: Random): void {
    this.draw(length, random);
    this.network.forward((t, _, to, own) => {
      const { memory } = this.kernels;
      oneHot(memory, to, SYMBOLS, t === 0 ? -1 : largest(memory, own, SYMBOLS));
      return false;
    });
  }

  /** Draws a minibatch of sequences and puts them where the encoder reads them. */
  private draw(length: number, random: Random): void {
    const { network, kernels } = this;
    network.plan(new Int32Array(BATCH).fill(length), BATCH, length);
    if (this.drawn.length < BATCH * length) this.drawn = new Uint8Array(BATCH * length);
    for (let b = 0; b < BATCH; b++) {
      for (let t = 0; t < length; t++) {
        const symbol = this.drawn[b * length + t] = random.below(SYMBOLS);
        oneHot(kernels.memory, network.inputRow(t, b), SYMBOLS, symbol);
      }
    }
  }
}
