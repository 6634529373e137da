import { UsageError } from "../base/errors.ts";
import { flagName, type FlagTable } from "../options/flag.ts";

/**
 * Takes the one argument that is no option out of a command line, such as the FILE of `inspect FILE`,
 * wherever it stands.
 *
 * @param usage the command and what stands for the argument, `inspect FILE`
 * @throws {UsageError} if there is none; a second one is left, for the flags' parser to refuse
 */
export function takeOperand(
  table: FlagTable,
  args: readonly string[],
  usage: string,
): { operand: string; rest: string[] } {
  const valued = new Set(
    Object.entries(table).filter(([, { placeholder }]) => placeholder !== "").map(([key, flag]) =>
      flagName(key, flag)
    ),
  );
  for (let i = 0; i < args.length; i++) {
    if (valued.has(args[i])) i++; // its value follows
    else if (!args[i].startsWith("-")) return { operand: args[i], rest: args.toSpliced(i, 1) };
  }
  const [command, ...placeholder] = usage.split(" ");
  throw new UsageError(`Cannot run ${command}: missing argument ${placeholder.join(" ")}; usage: ${usage}`);
}
