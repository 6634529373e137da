import { copyFloats } from "../nn/copy_floats.ts";
import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { Random } from "../base/random.ts";
import type { Floats, Kernels } from "../kernels/kernels.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { RecurrentNetwork, type RecurrentSizes } from "../nn/recurrent_network.ts";
import type { History } from "../series/history.ts";
import type { SeriesLayout } from "../series/layout.ts";
import type { Series } from "../series/series.ts";
import type { Track } from "./forecaster.ts";

/** What the forecaster asks of a network over segments. */
export type UnrolledNetwork =
  & Pick<
    RecurrentNetwork,
    | "parameters"
    | "schedule"
    | "stateLength"
    | "outputStride"
    | "plan"
    | "inputRow"
    | "outputRow"
    | "gradientRow"
    | "carryStates"
    | "moveStates"
    | "forward"
    | "backward"
  >
  & { readonly sizes: Pick<RecurrentSizes, "inputs" | "outputs"> };

/** What recurrent forecasters differ in. */
export interface RecurrentKind {
  network(kernels: Kernels, sizes: RecurrentSizes, layout: SeriesLayout, random: Random): UnrolledNetwork;
  /**
   * Whether the network's `forward` computes the last steps of a segment alone, those before them standing.
   */
  readonly goesOn?: boolean;
  /**
   * Inputs that are not the series' own, where there are any: how many in a row, and where they come from.
   */
  readonly extra?: {
    width(layout: SeriesLayout): number;
    open(series: Series, keep: number): ExtraInputs;
  };
}

/** Inputs that are not the series' own, a row for each of its rows. */
export interface ExtraInputs extends Persistent {
  readonly rows: History<Float32Array>;
  /** Files those of the newest row. */
  take(): void;
}

/** The kind that stacks layers of a cell. */
export function stackOf(cell: Cell): RecurrentKind {
  return {
    goesOn: true,
    network: (kernels, sizes, _layout, random) => new RecurrentNetwork(kernels, cell, sizes, random),
  };
}

/**
 * Where series' states stand in the kernels' memory, which gives nothing back: what one leaves the next one
 * takes.
 */
export class StatePool {
  private readonly free: number[] = [];

  /** @param length of a series' states, all layers */
  constructor(private readonly kernels: Kernels, private readonly length: number) {}

  /** Address of states that are zero. */
  take(): number {
    const states = this.free.pop();
    if (states === undefined) return this.kernels.allocate(this.length);
    this.view(states).fill(0);
    return states;
  }

  leave(states: number): void {
    this.free.push(states);
  }

  /** Good until the kernels' memory grows. */
  view(states: number): Floats {
    return this.kernels.memory.subarray(states, states + this.length);
  }
}

/** A recurrent network's memory of one series. */
export class RecurrentTrack implements Track {
  readonly forecast: Float64Array;
  /**
   * (targets, horizons), in the target's units: how far the actual is expected from the forecast. Without a
   * head: none.
   */
  spread: Float64Array | undefined;
  /** Address of the states after the newest row. */
  readonly carried: number;
  /** Address of the states before row number `startRow`, where this series' next segment begins. */
  readonly start: number;

  /** @param extra inputs that are not the series' own */
  constructor(
    readonly series: Series,
    public startRow: number,
    outputs: number,
    private readonly pool: StatePool,
    readonly extra: ExtraInputs | undefined,
  ) {
    this.forecast = packed(Float64Array, outputs);
    this.carried = pool.take();
    this.start = pool.take();
  }

  /** Rows from where its segment begins to the newest. */
  get segmentRows(): number {
    return this.series.rows - this.startRow;
  }

  /** The track is used no more. */
  close(): void {
    this.pool.leave(this.carried);
    this.pool.leave(this.start);
  }

  persist(archive: Archive): void {
    archive.array("forecast", this.forecast);
    if (this.spread !== undefined) archive.array("spread", this.spread);
    archive.array("carried", this.pool.view(this.carried));
    archive.array("start", this.pool.view(this.start));
    const { rows, inputs } = this.series;
    this.startRow = persistCount(archive, "startRow", this.startRow, undefined, rows - inputs.available);
    this.extra?.persist(archive.within("beside"));
  }
}

/** x of the row of this age: what the series says of it, then the extra ones. */
export function copyInputs(
  kernels: Kernels,
  address: number,
  { series: { inputs }, extra }: RecurrentTrack,
  age: number,
): void {
  const { memory } = kernels;
  copyFloats(inputs.data, inputs.at(age), inputs.width, memory, address);
  if (extra === undefined) return;
  const { rows } = extra;
  copyFloats(rows.data, rows.at(age), rows.width, memory, address + inputs.width);
}
