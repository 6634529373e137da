import type { ByteSink } from "../output/byte_sink.ts";
import type { OptionTable } from "../base/options.ts";
import type { FlagTable } from "../options/flag.ts";

/** What a command touches of the world beside the files it is given; `Deno` is one. */
export interface Io {
  readonly stdout: ByteSink;
  /** Whether standard output is a terminal: somebody reads it. @default {false} */
  readonly isTerminal?: boolean;
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

/** An argument that is no option. */
export interface Operand {
  /** What stands for it in usage and messages. */
  readonly placeholder: string;
  /** All that it may be, for completions; files unless there is such a list. */
  words?(): Promise<readonly string[]>;
}

/** One command. Its table stays light: what its work needs is imported when it runs. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the command's name. @default {"[OPTIONS] < rows.csv > forecasts.csv"} */
  readonly usage?: string;
  /** The argument that is no option, such as the FILE of `inspect FILE`. */
  readonly operand?: Operand;
  /** The keys of the flags that `-h` explains. @default all of them */
  readonly essentials?: readonly string[];
  readonly flagGroups: Readonly<Record<string, FlagTable>>;
  readonly examples: readonly Example[];
  /** The permissions it needs, each with what for. @default those for rows, forecasts and a state */
  readonly permissions?: readonly (readonly [flag: string, purpose: string])[];
  /** The models that it runs, for its help. */
  models(): Promise<readonly ModelHelp[]>;
  /** @throws {UsageError | RunError} */
  run(args: readonly string[], io: Io): Promise<void>;
}
