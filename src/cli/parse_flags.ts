import { parseArgs } from "@std/cli";
import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";
import { flagName, type FlagTable } from "../options/flag.ts";
import { type ReadFlags, readFlags } from "../options/read_flags.ts";

/**
 * Reads `--flag value`, `--flag=value` and switches by a table of flags; one argument beside them is the file
 * of `--input`.
 *
 * @throws {UsageError} at the first argument that is no flag of the table, lacks its value or has a wrong one
 */
export function parseFlags<const T extends FlagTable>(table: T, args: readonly string[]): ReadFlags<T> {
  return readFlags(table, splitFlags(table, args));
}

/**
 * The text given to each flag, "true" for a switch, by its key in the table.
 * @throws {UsageError} at the first argument that is no flag of the table, or lacks its value
 */
export function splitFlags(table: FlagTable, args: readonly string[]): Map<string, string> {
  const keys = new Map(Object.entries(table).map(([key, flag]) => [flagName(key, flag), key]));
  const names = [...keys.keys()];
  const switches = names.filter((name) => table[keys.get(name)!].placeholder === "");
  const valued = names.filter((name) => !switches.includes(name));
  refuseValues(switches, args);

  const parsed = parseArgs(args, {
    boolean: switches.map(bare),
    string: ["_", ...valued.map(bare)],
    collect: valued.map(bare),
    unknown: (arg, key) => {
      if (key !== undefined) throw unknownFlag(arg, names);
    },
  });

  const given = new Map<string, string>();
  for (const name of valued) {
    const texts = parsed[bare(name)] as string[];
    if (texts.length === 0) continue;
    const { placeholder, repeats, shownDefault } = table[keys.get(name)!];
    if (texts.length > 1 && !repeats) throw new UsageError(`Cannot use ${name} twice: give it once`);
    const isDash = texts.includes("-") || args.some((arg, i) => arg === "-" && args[i - 1] === name);
    if (isDash && shownDefault?.startsWith("standard ")) {
      throw new UsageError(`Cannot use ${name} with "-": leave ${name} out for ${shownDefault}`);
    }
    if (texts.includes("")) {
      throw new UsageError(`Cannot use ${name} without a value: expected ${name} ${placeholder}`);
    }
    given.set(keys.get(name)!, texts.join("\n"));
  }
  for (const name of switches) if (parsed[bare(name)] === true) given.set(keys.get(name)!, "true");

  takeFile(table, given, parsed._.map(String));
  return given;
}

/** One argument that is no option is the file of rows, where the command reads one. */
function takeFile(table: FlagTable, given: Map<string, string>, [file, second]: readonly string[]): void {
  if (file === undefined) return;
  if (table.input === undefined) throw new UsageError(`Cannot read argument "${file}": expected an option`);
  if (second !== undefined) {
    throw new UsageError(
      `Cannot read argument "${second}": expected one file of rows, got "${file}" before it`,
    );
  }
  if (given.has("input")) {
    throw new UsageError(`Cannot read argument "${file}": the rows' file is given by --input already`);
  }
  if (file !== "-") given.set("input", file); // "-": standard input, as without it
}

/** parseArgs would read `--quiet=no` as true. */
function refuseValues(switches: readonly string[], args: readonly string[]): void {
  for (const arg of args) {
    if (switches.some((name) => arg.startsWith(`${name}=`))) {
      throw new UsageError(`Cannot use ${arg}: ${arg.slice(0, arg.indexOf("="))} takes no value`);
    }
  }
}

function unknownFlag(arg: string, names: readonly string[]): UsageError {
  const [written] = arg.split("=", 1);
  if (/^-[\d.]/.test(arg)) {
    return new UsageError(`Cannot read argument "${arg}": write a negative number as --option=${arg}`);
  }
  const meant = suggestion(`--${written.replace(/^-+/, "")}`, names);
  return new UsageError(`Cannot use option "${written}": unknown option${meant}`);
}

/** The flag's name as parseArgs wants it, without its dashes. */
function bare(name: string): string {
  return name.slice(2);
}
