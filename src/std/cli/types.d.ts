/** What `parseArgs` is told: which flags are strings, booleans or lists, their aliases and defaults. */
export interface ParseOptions {
  readonly string?: readonly string[];
  readonly boolean?: readonly string[];
  readonly collect?: readonly string[];
  readonly alias?: Readonly<Record<string, string>>;
  readonly default?: Readonly<Record<string, unknown>>;
  readonly stopEarly?: boolean;
  readonly unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
/** Positional arguments under `_`, every flag under its name. */
export interface Args {
  _: (string | number)[];
  [flag: string]: unknown;
}
/** Parses a command line. */
export function parseArgs(args: readonly string[], options?: ParseOptions): Args;
