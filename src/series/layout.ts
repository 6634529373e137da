import type { TimeKind } from "../input/row.ts";
import { type CalendarCycle, calendarCycles } from "./calendar.ts";
import type { SeasonChoice } from "./season_finder.ts";
import { type Transform, transformsOf } from "./transform.ts";

/**
 * What every series of a run has in common: its columns, what the models see of them, and how far back is
 * kept.
 */
export interface SeriesLayout {
  /**
   * Numeric columns, targets first; behind those that a row holds itself, what is known ahead: `promo[t+1]`,
   * `promo[t+2]` …
   */
  readonly columns: readonly string[];
  /** Columns that a row holds itself. */
  readonly ownCount: number;
  /** Columns that are forecast. */
  readonly targets: readonly string[];
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  /** By column. */
  readonly transforms: readonly Transform[];
  /** Inputs from the calendar. */
  readonly cycles: readonly CalendarCycle[];
  /** Whether rows have times of their own, so that gaps mean something. */
  readonly timed: boolean;
  /** Whether these are times of the calendar. */
  readonly dated: boolean;
  /** Rows in the targets' seasons, or `auto`: they are found. */
  readonly period: SeasonChoice;
  /** Numbers in an encoded row: level, change and mask of each column, the gap, a pair for each cycle. */
  readonly inputCount: number;
  /** (target, horizon) pairs: labels of a row. */
  readonly labelCount: number;
}

/** Inputs that each column gives: level, change, mask. */
export const INPUTS_PER_COLUMN = 3;

/** What a layout is made from: columns by their roles, and options of the run. */
export interface LayoutOptions {
  /** Columns that are forecast. */
  readonly targets: readonly string[];
  /** Further numeric columns. */
  readonly features: readonly string[];
  /** Features that are known in advance. @default {[]} */
  readonly known?: readonly string[];
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  /** What the time column holds. */
  readonly timeKind: TimeKind;
  /** Inputs from times: `auto`, or some of hour, weekday, month. */
  readonly calendar: "auto" | readonly string[];
  /** `auto`, `none`, `diff` or `log-return`. */
  readonly transform: string;
  /** Rows of one or two seasons. @default {"auto"} */
  readonly period?: SeasonChoice;
}

/** What all series of a run have in common. @throws {UsageError} if the calendar cannot be had */
export function seriesLayout(run: LayoutOptions): SeriesLayout {
  const own = [...run.targets, ...run.features];
  const ahead = (run.known ?? []).flatMap((column) =>
    run.horizons.map((h) => ({ place: own.indexOf(column), name: `${column}[t+${h}]` }))
  );
  const columns = [...own, ...ahead.map(({ name }) => name)];
  const transforms = transformsOf(run.transform, own);
  const cycles = calendarCycles(run.calendar, run.timeKind);
  const timed = run.timeKind !== "row";
  return {
    columns,
    ownCount: own.length,
    targets: run.targets,
    horizons: run.horizons,
    transforms: [...transforms, ...ahead.map(({ place }) => transforms[place])],
    cycles,
    timed,
    dated: run.timeKind === "date" || run.timeKind === "date-time",
    period: run.period ?? "auto",
    inputCount: INPUTS_PER_COLUMN * columns.length + (timed ? 1 : 0) + 2 * cycles.length,
    labelCount: run.targets.length * run.horizons.length,
  };
}
