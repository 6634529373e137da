import type { Persistent } from "../base/archive.ts";
import type { CalibrationReport } from "./calibration.ts";
import type { Notice } from "./notice.ts";
import type { AlertRule } from "./rule.ts";

/** A row as rules see it. */
export interface WatchedRow {
  /** The series' number. */
  readonly series: number;
  /** In milliseconds where times are ISO. */
  readonly time: number;
  /** (targets), NaN where missing. */
  readonly actuals: Float64Array;
  /** (models, targets, horizons): what was forecast from it. */
  readonly forecasts: Float64Array;
}

/** A rule at work on all series of a run. */
export interface RuleWatch extends Persistent {
  readonly rule: AlertRule;
  /** Begins a series; they are numbered from 0. */
  open(): void;
  /** Takes in the next row of any series; what the rule has to say is good until the next call. */
  take(row: WatchedRow): readonly Notice[];
  /** How likely it is that the rule's limit is crossed, as said from the series' newest row; NaN where nothing can be said. */
  probability?(series: number): number;
  /** For the summary. */
  report(): AlertReport;
}

/** What became of alarms, judged by the episodes: see `AlarmRecord`. Shares are of the episodes. NaN: of nothing. */
export interface JudgedAlarms {
  readonly alarms: number;
  /** Episodes in which an alarm was on; and before which one was. */
  readonly sensitivity: number;
  readonly foretold: number;
  readonly falseAlarms: number;
  /** Per day of one series; NaN where times have no unit. */
  readonly falseAlarmsPerDay: number;
  /** How long before its episode an alarm came, on average. */
  readonly leadRows: number;
  readonly leadSeconds: number;
}

/** What became of a crossing rule, and beside it of plain thresholding of the newest value. */
export interface CrossingReport extends JudgedAlarms {
  readonly rule: string;
  readonly target: string;
  readonly model: string;
  /** Days that were watched, of all series together; NaN where times have no unit. */
  readonly days: number;
  /** Series whose rows lie so far apart that no horizon of the run lies within the rule's span: there it can't speak. */
  readonly blindSeries: number;
  readonly episodes: number;
  readonly threshold: JudgedAlarms;
  readonly calibration: CalibrationReport;
}

/** How a lost-signal rule fared. */
export interface LostReport {
  readonly rule: string;
  readonly target: string;
  /** How often the signal was lost, and came back. */
  readonly lost: number;
  readonly back: number;
}

/** What became of a rule. */
export type AlertReport = CrossingReport | LostReport;

/** What rules need to know of the run. */
export interface RunOfRules {
  /** Names of the models, in the order of the forecasts, and the one that is asked where a rule names none. */
  readonly models: readonly string[];
  readonly usualModel: string;
  readonly targets: readonly string[];
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  /** Whether times are ISO, so that their unit is known. */
  readonly isTimed: boolean;
}

/** What rules mostly have to say. */
export const NOTHING: readonly Notice[] = [];
