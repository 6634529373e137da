import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { EncoderDecoder } from "../../src/nn/encoder_decoder.ts";
import { LOSSES } from "../../src/nn/losses.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import type { Series } from "../../src/series/series.ts";
import { type SlowForecaster, WholePast } from "./whole_past.ts";

interface Window {
  readonly s: number;
  /** The newest row that it sees. */
  readonly row: number;
  readonly rows: number[][];
}

/**
 * The sequence-to-sequence forecaster once more, slowly: it keeps all rows and labels, and looks its windows
 * up.
 */
export class SlowEncoderDecoder implements SlowForecaster {
  readonly optimizer: Optimizer;
  private readonly network: EncoderDecoder;
  private readonly coin = new Random(1);
  private readonly past: WholePast;

  constructor(
    private readonly options: Readonly<Record<string, number>>,
    attention: "none" | "dot" | "additive",
    private readonly series: readonly Series[],
  ) {
    const { inputCount, targets } = series[0].layout;
    this.network = new EncoderDecoder(createReference(), CELLS.lstm, {
      inputs: inputCount,
      fed: targets.length + inputCount,
      outputs: targets.length,
      hidden: options.hidden,
      layers: options.layers,
      bidirectional: false,
      attention,
    }, this.coin);
    const { rate } = options;
    this.optimizer = new Optimizer(this.network.parameters, { rate, fall: 1000, clip: 1, decay: 0.05 });
    this.past = new WholePast(series);
  }

  /** Takes in the newest row of a series; the scaled changes (targets, horizons) from it. */
  forecast(s: number): number[] {
    const series = this.series[s];
    const { layout: { horizons, targets } } = series;
    this.past.take(s);
    this.run([this.window(s, series.rows - 1)], horizons.at(-1)!, () => undefined);
    return targets.flatMap((_, k) => horizons.map((horizon) => this.output(horizon - 1, 0, k)));
  }

  learn(cohort: readonly number[]): void {
    const { every, tbptt, stride, anneal } = this.options;
    const { horizons, targets } = this.series[0].layout;
    const farthest = horizons.at(-1)!;
    const windows: Window[] = [];
    const isLearned = (s: number, row: number, slot: number) => {
      const came = row + horizons[slot % horizons.length];
      const { rows } = this.series[s];
      const label = this.past.labels[s][row][slot];
      return label === label && came < rows && came >= rows - tbptt;
    };
    for (const s of cohort) {
      const { rows } = this.series[s];
      if (rows % every !== 0) continue;
      for (let row = Math.max(0, rows - farthest - tbptt); row < rows - horizons[0]; row++) {
        if ((row + 1) % stride !== 0) continue;
        if (this.past.labels[s][row].some((_, slot) => isLearned(s, row, slot))) {
          windows.push(this.window(s, row));
        }
      }
    }
    if (windows.length === 0) return;
    windows.sort((a, b) => b.rows.length - a.rows.length); // stable
    const steps = Math.min(farthest, Math.max(...windows.map(({ s, row }) => this.series[s].rows - 1 - row)));
    const { network } = this;
    this.run(windows, steps, (t, { s, row }) => {
      const h = horizons.indexOf(t);
      if (h < 0) return undefined;
      const truth = targets.map((_, k) => this.past.labels[s][row][k * horizons.length + h]);
      if (truth.some((label) => label !== label)) return undefined;
      const share = anneal === 0 ? 0 : Math.max(0, 1 - this.optimizer.updates / anneal);
      if (share === 0 || (share < 1 && this.coin.uniform() >= share)) return undefined;
      return truth;
    });
    const errors: { b: number; slot: number; label: number }[] = [];
    windows.forEach(({ s, row }, b) =>
      this.past.labels[s][row].forEach((label, slot) => {
        if (isLearned(s, row, slot)) errors.push({ b, slot, label });
      })
    );
    const { memory } = network.parameters.kernels;
    windows.forEach((_, b) => {
      for (let t = 0; t < steps; t++) {
        const dy = network.gradientRow(t, b);
        memory.fill(0, dy, dy + network.outputStride);
      }
    });
    for (const { b, slot, label } of errors) {
      const [k, t] = [Math.floor(slot / horizons.length), horizons[slot % horizons.length] - 1];
      const slope = LOSSES.huber.slope(this.output(t, b, k) - label);
      memory[network.gradientRow(t, b) + k] = slope * (1 / errors.length);
    }
    network.backward();
    this.optimizer.step();
  }

  private window(s: number, row: number): Window {
    return { s, row, rows: this.past.inputs[s].slice(Math.max(0, row + 1 - this.options.window), row + 1) };
  }

  private output(t: number, b: number, k: number): number {
    return this.network.parameters.kernels.memory[this.network.outputRow(t, b) + k];
  }

  /**
   * `truthAt` t: what is to be read of the row t after the window's last; undefined: the network's own
   * output.
   */
  private run(
    windows: readonly Window[],
    steps: number,
    truthAt: (t: number, window: Window) => number[] | undefined,
  ): void {
    const { network } = this;
    network.plan(windows.map(({ rows }) => rows.length), windows.length, steps);
    const { schedule, parameters: { kernels: { memory } } } = network;
    windows.forEach(({ rows }, b) => {
      rows.forEach((row, i) => memory.set(row, network.inputRow(schedule.steps - rows.length + i, b)));
    });
    network.forward((t, b, to, own) => {
      const { outputs } = network.sizes;
      const truth = t === 0 ? new Array(outputs).fill(0) : truthAt(t, windows[b]);
      memory.set([...(truth ?? memory.subarray(own, own + outputs)), ...windows[b].rows.at(-1)!], to);
      return truth === undefined;
    });
  }
}
