import type { MemoryArchive } from "../base/archive.ts";

/** A state on its way between threads: what a `MemoryArchive` has gathered. */
export type Entries = MemoryArchive["entries"];

/**
 * What the run's thread tells a worker, and a worker answers in the same order: every order by one report.
 */
export type Order =
  /** Begin: build these models, and go on from this state. */
  | { readonly recipe: unknown; readonly state: Entries }
  /**
   * Forecast from these rows (`RowBatch.copyNumbers`); if `closes`, learn from all when the forecasts are on
   * their way.
   */
  | {
    readonly rows: Float64Array;
    readonly count: number;
    /** Of the series that began since the rows before. */
    readonly keys: readonly string[];
    readonly closes: boolean;
  }
  /** Tell the state. */
  | "state";

/** What a worker answers to an order. */
export type ReportOn<O extends Order> = O extends "state" ? { readonly state: Entries }
  : O extends { readonly recipe: unknown } ? { readonly begun: true }
  : { readonly forecasts: Float64Array };

/** What a worker says: its answers, and that it has failed. */
export type Report =
  | ReportOn<Order>
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } };
