import type { Kernels } from "../kernels/kernels.ts";
import type { EncoderDecoder } from "../nn/encoder_decoder.ts";
import { padTo8 } from "../nn/parameters.ts";
import type { SeriesLayout } from "../series/layout.ts";

/**
 * Which step of a decoder forecasts which horizon. A decoder unrolls the steps 1 … farthest horizon, with one
 * number for each target; a forecast and its labels are one row, (targets, horizons). Steps between the
 * horizons are in no row.
 */
export class HorizonSteps {
  /** Addresses of one row of changes (targets, horizons), and of its gradient. */
  readonly changes: number;
  readonly dChanges: number;
  /** Floats of such a row, padding included. */
  readonly width: number;
  /** By step t, from 0: the index of its horizon t + 1, or −1. */
  private readonly horizonOf: Int32Array;

  constructor(private readonly kernels: Kernels, private readonly layout: SeriesLayout) {
    this.width = padTo8(layout.labelCount);
    this.changes = kernels.allocate(this.width);
    this.dChanges = kernels.allocate(this.width);
    this.horizonOf = new Int32Array(this.farthest).fill(-1);
    layout.horizons.forEach((horizon, h) => this.horizonOf[horizon - 1] = h);
  }

  /** Steps to the farthest horizon. */
  get farthest(): number {
    return this.layout.horizons[this.layout.horizons.length - 1];
  }

  /** Copies window b's outputs of the first `steps` steps into the row of changes. */
  gather(network: EncoderDecoder, b: number, steps: number): void {
    const { kernels: { memory }, layout: { targets, horizons }, changes, horizonOf } = this;
    for (let t = 0; t < steps; t++) {
      if (horizonOf[t] < 0) continue;
      const y = network.outputRow(t, b);
      for (let k = 0; k < targets.length; k++) {
        memory[changes + k * horizons.length + horizonOf[t]] = memory[y + k];
      }
    }
  }

  /** Copies the gradient of the row of changes to window b's outputs: 0 for the steps between horizons. */
  scatter(network: EncoderDecoder, b: number, steps: number): void {
    const { kernels: { memory }, layout: { targets, horizons }, dChanges, horizonOf } = this;
    for (let t = 0; t < steps; t++) {
      const dy = network.gradientRow(t, b);
      memory.fill(0, dy, dy + network.outputStride);
      if (horizonOf[t] < 0) continue;
      for (let k = 0; k < targets.length; k++) {
        memory[dy + k] = memory[dChanges + k * horizons.length + horizonOf[t]];
      }
    }
  }

  /** Whether step t has a known label for every target, among the labels (targets, horizons) from `at` on. */
  knows(t: number, labels: Float32Array, at: number): boolean {
    const { layout: { targets, horizons }, horizonOf } = this;
    if (horizonOf[t] < 0) return false;
    for (let k = 0; k < targets.length; k++) {
      const label = labels[at + k * horizons.length + horizonOf[t]];
      if (label !== label) return false;
    }
    return true;
  }

  /** Copies step t's labels, one for each target, to `to`. */
  copyLabels(t: number, labels: Float32Array, at: number, to: number): void {
    const { kernels: { memory }, layout: { targets, horizons }, horizonOf } = this;
    for (let k = 0; k < targets.length; k++) {
      memory[to + k] = labels[at + k * horizons.length + horizonOf[t]];
    }
  }
}
