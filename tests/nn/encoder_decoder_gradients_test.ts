import { AssertionError, assertThrows } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { Cell } from "../../src/nn/cells/cell.ts";
import { lstm } from "../../src/nn/cells/lstm.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import type { EncoderDecoderSizes } from "../../src/nn/encoder_decoder.ts";
import { assertGradients } from "./differences.ts";
import {
  type Feeding,
  leavesOf,
  load,
  probeLoss,
  randomEncoderDecoder,
  randomWindows,
  run,
} from "./encoder_decoder_windows.ts";

const SIZES = { inputs: 3, fed: 4, outputs: 2, hidden: 6, layers: 1, bidirectional: false } as const;
const STEPS = 3;
const UNIFORM = [4, 4];
const RAGGED = [4, 4, 2, 1];

/** Holds all gradients of an encoder-decoder with random weights against differences of a linear probe. */
function check(
  cell: Cell,
  sizes: Partial<EncoderDecoderSizes> & Pick<EncoderDecoderSizes, "attention">,
  lengths: readonly number[],
  feeding: Feeding,
): void {
  const random = new Random(40 + lengths.length);
  const network = randomEncoderDecoder(createReference(), cell, { ...SIZES, ...sizes }, random);
  const windows = randomWindows(network, lengths, STEPS, random);
  const loss = () => {
    load(network, windows);
    run(network, windows, feeding);
    return probeLoss(network, windows);
  };
  loss();
  network.backward();
  assertGradients(leavesOf(network, windows), loss);
}

for (const cell of Object.values<Cell>(CELLS)) {
  for (const attention of ["none", "additive", "dot"] as const) {
    Deno.test(`EncoderDecoder.backward() equals differences: ${cell.name}, attention ${attention}, truth fed`, () => {
      check(cell, { attention }, UNIFORM, "truth");
    });
  }
}

for (const attention of ["none", "additive", "dot"] as const) {
  Deno.test(`EncoderDecoder.backward() equals differences: own outputs fed back, attention ${attention}`, () => {
    check(lstm, { attention }, UNIFORM, "own");
  });
  Deno.test(`EncoderDecoder.backward() equals differences: ragged windows, fed in turns, attention ${attention}`, () => {
    check(CELLS["gru-before"], { attention }, RAGGED, "turns");
  });
  Deno.test(`EncoderDecoder.backward() equals differences: two layers, two directions, attention ${attention}`, () => {
    check(lstm, { attention, hidden: 4, layers: 2, bidirectional: true }, RAGGED, "turns");
  });
}

Deno.test("assertGradients() refuses a decoder that is told its fed-back output was the truth", () => {
  assertThrows(() => check(lstm, { attention: "dot" }, UNIFORM, "disowned"), AssertionError, "difference");
});
