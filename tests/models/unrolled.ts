import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { LOSSES } from "../../src/nn/losses.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import type { Series } from "../../src/series/series.ts";
import type { Learning } from "../../src/models/learning.ts";

/** What the slow model remembers of one series: everything. */
interface Log {
  /** Rows as the network sees them; labels (targets, horizons) by row, NaN until they come. */
  readonly inputs: number[][];
  readonly labels: number[][];
  /** By row: the states before it, as they were last computed. One more than rows. */
  readonly states: Float64Array[];
}

/**
 * The recurrent forecaster once more, slowly: it keeps every row, label and state of the past, looks up in
 * them what each segment needs, and computes segments one by one. What the forecaster must equal.
 *
 * A gradient step of series of n rows, k1 dividing n, learns the labels that came with the last k2 rows, from
 * the states before the oldest of their rows. A step through new rows and a segment that is run again both
 * leave their states.
 */
export class Unrolled {
  readonly network: RecurrentNetwork;
  readonly optimizer: Optimizer;
  private readonly logs = new Map<Series, Log>();

  constructor(
    private readonly cell: keyof typeof CELLS,
    private readonly options: Learning["options"] & { readonly hidden: number; readonly layers: number },
    private readonly series: readonly Series[],
    seed: number,
  ) {
    const { inputCount, labelCount } = series[0].layout;
    const sizes = { inputs: inputCount, hidden: options.hidden, layers: options.layers, outputs: labelCount };
    this.network = new RecurrentNetwork(
      createReference(),
      CELLS[cell],
      { ...sizes, skip: true },
      new Random(seed),
    );
    this.optimizer = new Optimizer(this.network.parameters, options);
    for (const one of series) {
      this.logs.set(one, { inputs: [], labels: [], states: [new Float64Array(this.network.stateLength)] });
    }
  }

  /** The scaled changes that the network says after the series' newest row. */
  forecast(series: Series): number[] {
    const log = this.logs.get(series)!;
    this.file(series, log);
    const row = log.inputs.length - 1;
    this.run(log, row, row + 1);
    const after = new Float64Array(this.network.stateLength);
    this.network.moveStates(1, 0, after, false);
    log.states[row + 1] = after;
    return this.outputs(0);
  }

  /** Copies the newest row, and the labels that came with it. */
  private file(series: Series, log: Log): void {
    const { inputs, labels, layout: { horizons } } = series;
    log.inputs.push([...inputs.data.subarray(inputs.at(0), inputs.at(0) + inputs.width)]);
    log.labels.push(new Array(labels.width).fill(NaN));
    for (let slot = 0; slot < labels.width; slot++) {
      const horizon = horizons[slot % horizons.length];
      const row = log.inputs.length - 1 - horizon;
      if (row >= 0) log.labels[row][slot] = labels.data[labels.at(horizon) + slot];
    }
  }

  private run(log: Log, from: number, to: number): void {
    const { network } = this;
    network.plan([to - from], 1);
    network.moveStates(0, 0, log.states[from], true);
    for (let t = 0; t < to - from; t++) {
      network.parameters.kernels.memory.set(log.inputs[from + t], network.inputRow(t, 0));
    }
    network.forward();
  }

  private outputs(t: number): number[] {
    const { network: { parameters: { kernels: { memory } }, sizes } } = this;
    const y = this.network.outputRow(t, 0);
    return [...memory.subarray(y, y + sizes.outputs)];
  }

  /** One gradient step over the series, of which some had a row that was just forecast. */
  learn(cohort: readonly Series[]): void {
    const { network: { parameters }, options, optimizer } = this;
    const due = cohort.filter(({ rows, layout }) => rows % options.every === 0 && rows > layout.horizons[0]);
    const known = due.reduce((sum, series) => sum + this.learned(series).length, 0);
    const { memory } = parameters.kernels;
    const sum = new Float64Array(parameters.length);
    let loss = 0;
    for (const series of due) {
      loss += this.segment(series, 1 / Math.max(1, known));
      for (let i = 0; i < sum.length; i++) sum[i] += memory[parameters.gradients + i];
    }
    if (known === 0 || !Number.isFinite(loss)) return;
    memory.set(sum, parameters.gradients);
    optimizer.step();
  }

  /** Row and slot of every known label that came with the last k2 rows. */
  private learned(series: Series): { row: number; slot: number; label: number }[] {
    const { rows, layout: { horizons } } = series;
    return this.logs.get(series)!.labels.flatMap((labels, row) =>
      labels.flatMap((label, slot) => {
        const came = row + horizons[slot % horizons.length];
        return label === label && came >= rows - this.options.tbptt ? [{ row, slot, label }] : [];
      })
    );
  }

  /** Runs a series' segment again, and leaves its gradient in the parameters and its states in the log. */
  private segment(series: Series, share: number): number {
    const { network, options } = this;
    const { rows, layout: { horizons } } = series;
    const log = this.logs.get(series)!;
    const from = Math.max(0, rows - options.tbptt - horizons[horizons.length - 1]);
    this.run(log, from, rows);
    const { memory } = network.parameters.kernels;
    for (let t = 0; t < rows - from; t++) {
      memory.fill(0, network.gradientRow(t, 0), network.gradientRow(t, 0) + network.outputStride);
    }
    let loss = 0;
    for (const { row, slot, label } of this.learned(series)) {
      const error = memory[network.outputRow(row - from, 0) + slot] - label;
      memory[network.gradientRow(row - from, 0) + slot] = share * LOSSES[options.loss].slope(error);
      loss += share * LOSSES[options.loss].value(error);
    }
    network.backward();
    for (let row = from + 1; row < rows; row++) {
      const states = new Float64Array(network.stateLength);
      network.moveStates(row - from, 0, states, false);
      log.states[row] = states;
    }
    return loss;
  }
}
