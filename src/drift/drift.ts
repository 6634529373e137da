import type { Archive, Persistent } from "../base/archive.ts";
import { type DriftAlarm, type DriftOptions, DriftWatch } from "./drift_watch.ts";

/** Rows of a model's last alarms that are kept. */
const KEPT = 10;

/** A model's alarms so far. */
export interface DriftReport {
  readonly model: string;
  readonly alarms: number;
  /** The run's rows at its last ten alarms, counted from 1. */
  readonly lastRows: number[];
}

/** The drift of a run: opens a watch for each series, and keeps count of the alarms. */
export class Drift implements Persistent {
  /** Told of every alarm, of the run's row that it came at, and of the series' number. */
  listener: ((alarm: DriftAlarm, row: number, series: number) => void) | undefined;
  private readonly counts: Float64Array; // (models)
  private readonly rows: Float64Array; // (models, KEPT), the newest last

  constructor(readonly options: DriftOptions) {
    this.counts = new Float64Array(options.models.length);
    this.rows = new Float64Array(options.models.length * KEPT);
  }

  /** Begins the watch of a series. */
  open(): DriftWatch {
    return new DriftWatch(this.options);
  }

  /** Counts an alarm that came at this row of the run, which is one of that series. */
  count(alarm: DriftAlarm, row: number, series: number): void {
    const { model } = alarm;
    const from = model * KEPT;
    this.counts[model]++;
    this.rows.copyWithin(from, from + 1, from + KEPT);
    this.rows[from + KEPT - 1] = row;
    this.listener?.(alarm, row, series);
  }

  /** A report per model, in their order. */
  report(): DriftReport[] {
    return this.options.models.map((model, m) => ({
      model,
      alarms: this.counts[m],
      lastRows: [...this.rows.subarray(m * KEPT, (m + 1) * KEPT)].filter((row) => row > 0),
    }));
  }

  /** The counts; each watch is persisted by who opened it. */
  persist(archive: Archive): void {
    archive.array("counts", this.counts);
    archive.array("rows", this.rows);
  }
}
