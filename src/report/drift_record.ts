import type { Drift } from "../drift/drift.ts";
import { HalvingMeans } from "./halving_means.ts";

/** An alarm, in words. */
export interface RecordedAlarm {
  /** Row of the run, from 1. */
  readonly row: number;
  /** Number of the series. */
  readonly series: number;
  readonly model: string;
  readonly target: string;
  readonly detector: string;
}

/** Alarms that are kept from the beginning, and as many from the end. */
const KEPT = 10;
/** Stretches of rows in which an alarm is marked once, at most. */
const STRETCHES = 192;

/** The drift alarms that a report shows: the first and the last, and where there were some, in memory that does not grow. */
export class DriftRecord {
  /** All of them: by model and target, and together. */
  alarms = 0;
  readonly counts: Float64Array; // (models, targets)
  readonly first: RecordedAlarm[] = [];
  /** The newest, without those in `first`. */
  readonly last: RecordedAlarm[] = [];
  private readonly stretches: HalvingMeans; // (models, targets)

  /** Listens to the alarms from now on. @param start rows of the run so far */
  constructor(drift: Drift, private readonly start: number) {
    const { models, targets, detectors } = drift.options;
    this.counts = new Float64Array(models.length * targets.length);
    this.stretches = new HalvingMeans(this.counts.length, STRETCHES);
    drift.listener = ({ model, target, detector }, row, series) => {
      const line = model * targets.length + target;
      this.alarms++;
      this.counts[line]++;
      this.stretches.add(row - start - 1, line, 1);
      const alarm = {
        row,
        series,
        model: models[model],
        target: targets[target],
        detector: detectors[detector],
      };
      if (this.first.length < KEPT) this.first.push(alarm);
      else if (this.last.push(alarm) > KEPT) this.last.shift();
    };
  }

  /** Rows of the run at which a model and target had alarms, to within a stretch. */
  places(line: number): number[] {
    return this.stretches.places(line).map((row) => row + this.start);
  }
}
