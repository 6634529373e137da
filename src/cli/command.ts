import type { ByteSink } from "../output/byte_sink.ts";
import type { OptionTable } from "../base/options.ts";
import type { FlagTable } from "../options/flag.ts";

/** What a command touches of the world beside the files it is given; `Deno` is one. */
export interface Io {
  readonly stdout: ByteSink;
  readonly stderr: { writeSync(bytes: Uint8Array): number; isTerminal(): boolean };
}

/** What help tells of a model. */
export interface ModelHelp {
  readonly name: string;
  readonly summary: string;
  readonly options: OptionTable;
}

/** A command line for help to show, split where permission flags stand. */
export interface Example {
  readonly says: string;
  readonly before?: string;
  readonly permissions?: string;
  readonly args: string;
}

/** One command. Its table stays light: what its work needs is imported when it runs. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the command's name. @default {"[OPTIONS] < rows.csv > forecasts.csv"} */
  readonly usage?: string;
  readonly flagGroups: Readonly<Record<string, FlagTable>>;
  readonly examples: readonly Example[];
  /** The permissions it needs, each with what for. @default those for rows, forecasts and a state */
  readonly permissions?: readonly (readonly [flag: string, purpose: string])[];
  /** The models that it runs, for its help. */
  models(): Promise<readonly ModelHelp[]>;
  /** @throws {UsageError | RunError} */
  run(args: readonly string[], io: Io): Promise<void>;
}
