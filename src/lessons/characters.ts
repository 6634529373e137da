import type { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { crossEntropy } from "../nn/cross_entropy.ts";
import { Optimizer } from "../nn/optimizer.ts";
import { RecurrentNetwork } from "../nn/recurrent_network.ts";
import { softmax } from "../nn/softmax.ts";
import { largest, oneHot } from "./symbols.ts";

/**
 * A recurrent network over characters: reads one, says how likely each is to come next. Trained many-to-many,
 * every character's label being the next; run one-to-many, what it says being fed back.
 */
export class CharacterNetwork {
  private readonly alphabet: readonly string[];
  private readonly network: RecurrentNetwork;
  private readonly optimizer: Optimizer;

  /** @param text whose characters are the alphabet */
  constructor(private readonly kernels: Kernels, cell: Cell, private readonly text: string, random: Random) {
    this.alphabet = [...new Set(text)].sort();
    const count = this.alphabet.length;
    const sizes = { inputs: count, hidden: 32, layers: 1, outputs: count, skip: false };
    this.network = new RecurrentNetwork(kernels, cell, sizes, random);
    this.optimizer = new Optimizer(this.network.parameters, { rate: 0.01, fall: 0, clip: 1, decay: 0 });
  }

  /** Numbers that are learned. */
  get parameters(): number {
    return this.network.parameters.count;
  }

  /**
   * One gradient step on the whole text, round and round: its first character follows its last. Returns nats
   * per character.
   */
  learn(): number {
    const { network, kernels: { memory }, text, alphabet } = this;
    const turns = text.length * 2; // the second time round shows that what comes after the end is the beginning
    this.start(turns);
    for (let t = 0; t < turns; t++) this.put(t, text[t % text.length]);
    network.forward();
    let loss = 0;
    for (let t = 0; t < turns; t++) {
      const next = alphabet.indexOf(text[(t + 1) % text.length]);
      const [y, dy] = [network.outputRow(t, 0), network.gradientRow(t, 0)];
      loss += crossEntropy(memory, y, dy, alphabet.length, next, 1 / turns);
    }
    network.backward();
    this.optimizer.step();
    return loss;
  }

  /**
   * Continues a beginning by `count` characters, each drawn with p_i ∝ exp(z_i / temperature); 0 takes the
   * likeliest.
   *
   * @param beginning at least one character, all of the alphabet
   */
  continue(beginning: string, count: number, temperature: number, random: Random): string {
    const { network, kernels: { memory } } = this;
    const states = new Float32Array(network.stateLength);
    let said = "";
    for (let i = 0; i < beginning.length + count - 1; i++) {
      this.start(1, states);
      this.put(0, i < beginning.length ? beginning[i] : said[i - beginning.length]);
      network.forward();
      network.moveStates(1, 0, states, false);
      if (i >= beginning.length - 1) said += this.draw(memory, network.outputRow(0, 0), temperature, random);
    }
    return said;
  }

  private start(steps: number, states = new Float32Array(this.network.stateLength)): void {
    this.network.plan([steps], 1);
    this.network.moveStates(0, 0, states, true);
  }

  private put(t: number, character: string): void {
    const { network, kernels: { memory }, alphabet } = this;
    oneHot(memory, network.inputRow(t, 0), alphabet.length, alphabet.indexOf(character));
  }

  private draw(memory: Kernels["memory"], y: number, temperature: number, random: Random): string {
    const { alphabet } = this;
    const count = alphabet.length;
    if (temperature === 0) return alphabet[largest(memory, y, count)];
    for (let i = 0; i < count; i++) memory[y + i] /= temperature;
    softmax(memory, y, count);
    let left = random.uniform();
    for (let i = 0; i < count; i++) if ((left -= memory[y + i]) < 0) return alphabet[i];
    return alphabet[count - 1];
  }
}
