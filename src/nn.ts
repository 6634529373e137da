/**
 * Cells and networks alone: forward, backpropagation through time, clipping and Adam over one flat buffer of
 * weights.
 *
 * An LSTM that learns the next value of a wave:
 *
 * ```ts
 * import { CELLS, loadKernels, Random, RecurrentNetwork, Trainer } from "@foretide/foretide/nn";
 *
 * const kernels = await loadKernels();
 * const sizes = { inputs: 1, hidden: 16, layers: 1, outputs: 1, skip: false };
 * const lstm = new RecurrentNetwork(kernels, CELLS.lstm, sizes, new Random(1));
 * const trainer = new Trainer(lstm, { rate: 0.01, fall: 0, clip: 1, decay: 0 });
 * const [steps, wave] = [32, (t: number) => Math.sin(t / 3)];
 * for (let update = 0; update < 400; update++) {
 *   lstm.plan([steps], 1); // one segment in the minibatch
 *   lstm.moveStates(0, 0, new Float32Array(lstm.stateLength), true); // it begins with nothing remembered
 *   let [loss, memory] = [0, kernels.memory];
 *   for (let t = 0; t < steps; t++) memory[lstm.inputRow(t, 0)] = wave(update + t);
 *   lstm.forward();
 *   for (let t = 0; t < steps; t++) {
 *     const error = memory[lstm.outputRow(t, 0)] - wave(update + t + 1);
 *     memory[lstm.gradientRow(t, 0)] = error / steps; // of the half mean squared error
 *     loss += error ** 2 / (2 * steps);
 *   }
 *   trainer.step(loss);
 * }
 * if (!(trainer.loss < 0.005)) throw new Error(`it has not learned: ${trainer.loss}`);
 * ```
 *
 * @module
 */

export type { Archive, NamedTensor, Persistent } from "./base/archive.ts";
export { Random } from "./base/random.ts";
export type { CellTwin, Floats, Kernels } from "./kernels/kernels.ts";
export { createReference } from "./kernels/reference.ts";
export { loadKernels } from "./kernels/wasm.ts";
export type { Cell, Step } from "./nn/cells/cell.ts";
export { type CellName, CELLS } from "./nn/cells/registry.ts";
export type { Feed } from "./nn/decoder.ts";
export { EncoderDecoder, type EncoderDecoderSizes } from "./nn/encoder_decoder.ts";
export { type Loss, LOSSES } from "./nn/losses.ts";
export { MlpNetwork, type MlpSizes } from "./nn/mlp_network.ts";
export { Optimizer, type StepOutcome } from "./nn/optimizer.ts";
export { type OuterProduct, Parameters, type Tensor } from "./nn/parameters.ts";
export { RecurrentNetwork, type RecurrentSizes } from "./nn/recurrent_network.ts";
export { type Trainable, Trainer } from "./nn/trainer.ts";
export { WindowNetwork, type WindowSizes } from "./nn/window_network.ts";
export type { ScoreName } from "./nn/attention_scores.ts";
export type { EncoderSizes } from "./nn/window_encoder.ts";
export type { Schedule } from "./nn/schedule.ts";
export type { AdamStep } from "./kernels/kernels.ts";
