import type { Persistent } from "../base/archive.ts";
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
  /** For the summary: plain values, numbers and records of them. */
  report(): Readonly<Record<string, unknown>>;
}

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
