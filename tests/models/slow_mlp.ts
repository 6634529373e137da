import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { LOSSES } from "../../src/nn/losses.ts";
import { MlpNetwork } from "../../src/nn/mlp_network.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import type { Series } from "../../src/series/series.ts";
import { type SlowForecaster, WholePast } from "./whole_past.ts";

/** The windowed forecaster once more, slowly: it keeps all rows and labels, and looks its windows up. */
export class SlowMlp implements SlowForecaster {
  readonly optimizer: Optimizer;
  private readonly network: MlpNetwork;
  private readonly past: WholePast;

  constructor(
    private readonly options: Readonly<Record<string, number>>,
    private readonly series: readonly Series[],
  ) {
    const { inputCount, labelCount } = series[0].layout;
    this.network = new MlpNetwork(createReference(), {
      inputs: options.window * inputCount,
      hidden: new Array(options.layers).fill(options.hidden),
      outputs: labelCount,
    }, new Random(1));
    const { rate, tbptt: _, ...rest } = options;
    this.optimizer = new Optimizer(this.network.parameters, {
      rate,
      fall: 1000,
      clip: 1,
      decay: 0.05,
      ...rest,
    });
    this.past = new WholePast(series);
  }

  forecast(s: number): number[] {
    this.past.take(s);
    this.run([{ s, row: this.series[s].rows - 1 }]);
    return this.outputs(0);
  }

  learn(cohort: readonly number[]): void {
    const { every, tbptt, stride } = this.options;
    const horizons = this.series[0].layout.horizons;
    const windows: { s: number; row: number }[] = [];
    const errors: { window: number; slot: number; label: number }[] = [];
    for (const s of cohort) {
      const { rows } = this.series[s];
      if (rows % every !== 0) continue;
      const farthest = horizons[horizons.length - 1];
      for (let row = Math.max(0, rows - farthest - tbptt); row < rows - horizons[0]; row++) {
        if ((row + 1) % stride !== 0) continue;
        this.past.labels[s][row].forEach((label, slot) => {
          const came = row + horizons[slot % horizons.length];
          if (label === label && came >= rows - tbptt) errors.push({ window: windows.length, slot, label });
        });
        windows.push({ s, row });
      }
    }
    if (errors.length === 0) return;
    this.run(windows);
    const { network } = this;
    const { memory } = network.parameters.kernels;
    windows.forEach((_, b) =>
      memory.fill(0, network.gradientRow(b), network.gradientRow(b) + network.outputStride)
    );
    for (const { window, slot, label } of errors) {
      const error = memory[network.outputRow(window) + slot] - label;
      memory[network.gradientRow(window) + slot] = LOSSES.huber.slope(error) * (1 / errors.length);
    }
    network.backward();
    this.optimizer.step();
  }

  private run(windows: readonly { s: number; row: number }[]): void {
    const { network, options: { window } } = this;
    network.plan(windows.length);
    windows.forEach(({ s, row }, b) => {
      const rows = this.past.inputs[s].slice(Math.max(0, row + 1 - window), row + 1);
      const flat = rows.flat();
      const padding = new Array(network.sizes.inputs - flat.length).fill(0);
      network.parameters.kernels.memory.set([...padding, ...flat], network.inputRow(b));
    });
    network.forward();
  }

  private outputs(row: number): number[] {
    const { network } = this;
    const y = network.outputRow(row);
    return [...network.parameters.kernels.memory.subarray(y, y + network.sizes.outputs)];
  }
}
