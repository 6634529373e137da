import type { Archive } from "../base/archive.ts";
import type { Floats, Kernels } from "../kernels/kernels.ts";
import type { History } from "../series/history.ts";
import type { Series } from "../series/series.ts";
import type { Track } from "./forecaster.ts";
import type { Hints } from "./hints.ts";

/** A recurrent network's memory of one series. */
export class RecurrentTrack implements Track {
  readonly forecast: Float64Array;
  /** (targets, horizons), in the target's units: how far the actual is expected from the forecast. Without a head: none. */
  spread: Float64Array | undefined;
  /** States after the newest row. */
  readonly carried: Float32Array;
  /** States before row number `startRow`, where this series' next segment begins. */
  readonly start: Float32Array;

  /** @param hints the forecasts that are inputs too */
  constructor(
    readonly series: Series,
    public startRow: number,
    outputs: number,
    stateLength: number,
    readonly hints: Hints | undefined,
  ) {
    this.forecast = new Float64Array(outputs);
    this.carried = new Float32Array(stateLength);
    this.start = new Float32Array(stateLength);
  }

  persist(archive: Archive): void {
    archive.array("forecast", this.forecast);
    if (this.spread !== undefined) archive.array("spread", this.spread);
    archive.array("carried", this.carried);
    archive.array("start", this.start);
    this.startRow = archive.number("startRow", this.startRow);
    this.hints?.persist(archive.within("hints"));
  }
}

/** x of the row of this age: what the series says of it, then what the model that is read forecast from it. */
export function copyInputs(
  kernels: Kernels,
  address: number,
  { series: { inputs }, hints }: RecurrentTrack,
  age: number,
): void {
  const { memory } = kernels;
  copyRow(inputs, age, memory, address);
  if (hints !== undefined) copyRow(hints.rows, age, memory, address + inputs.width);
}

function copyRow(rows: History<Float32Array>, age: number, memory: Floats, address: number): void {
  const { data, width } = rows;
  const from = rows.at(age);
  for (let i = 0; i < width; i++) memory[address + i] = data[from + i];
}
