import type { Kernels } from "../kernels/kernels.ts";
import type { Figure } from "../report/figure.ts";

/** An experiment's numbers, as CSV shows them. */
export interface LessonTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What an experiment found: numbers, pictures, and what to read from them. */
export interface LessonResult {
  readonly table: LessonTable;
  readonly figures: readonly Figure[];
  /** What was done, what came out, what it means. */
  readonly explanation: readonly [string, string, string];
}

/** A column of numbers from a file of the user's: by series, oldest first, without gaps. */
export interface LessonStream {
  readonly name: string;
  readonly series: readonly Float64Array[];
}

/** What an experiment is given. */
export interface LessonRequest {
  readonly kernels: Kernels;
  readonly seed: number;
  /** Shares of the full training: 1 in the command, less in tests. */
  readonly effort: number;
  /** Called now and then with what is at work. */
  readonly say: (what: string) => void;
  /** The user's own numbers, for a lesson that takes them. */
  readonly stream?: LessonStream;
}

/** One lesson: an experiment of less than a minute, the same to the digit for the same seed. */
export interface Lesson {
  readonly name: string;
  readonly summary: string;
  /** Whether it can look at the user's own numbers. */
  readonly takesStream?: boolean;
  run(request: LessonRequest): LessonResult;
}
