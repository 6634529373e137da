import type { StreamEvent } from "../output/event_writer.ts";
import type { SharedBoard } from "./board.ts";

/** An event, and where its row stands on the axis of time. */
export type LiveEvent = StreamEvent & { readonly place: number };

/** What the page is told once of a run. */
export interface LiveRun {
  readonly version: string;
  readonly targets: readonly string[];
  /** In the order of the board, with how their lines look. */
  readonly models: readonly {
    readonly name: string;
    readonly colour: number;
    readonly stroke: string;
  }[];
  readonly horizons: readonly number[];
  readonly levels: readonly number[];
  readonly time: { readonly kind: "date" | "date-time" | "number" | "row"; readonly name: string };
  /** Alert rules, as they were written, and the limits of those that have one. */
  readonly rules: readonly { readonly text: string; readonly target: string; readonly limit?: number }[];
}

/** Where a page is to be found. */
export interface LiveAddress {
  readonly hostname: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Whoever asks must know it; "": nobody has to. */
  readonly token: string;
}

/** What the run tells the page's thread. */
export type ToPage =
  | { readonly begin: { readonly board: SharedBoard; readonly run: LiveRun; readonly address: LiveAddress } }
  | {
    readonly status: {
      /** Names of series that are new. */
      readonly keys: readonly string[];
      readonly skipped: number;
      /** Rows that had been learned before this run. */
      readonly start: number;
      readonly events: readonly LiveEvent[];
    };
  }
  | { readonly ended: true };

/** What the page's thread answers: it listens, it cannot, somebody looks at series, all is sent. */
export type FromPage =
  | { readonly port: number }
  | { readonly error: string }
  | { readonly watch: readonly number[] }
  | { readonly closed: true };
