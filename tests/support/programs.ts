import { execute } from "./execute.ts";

/** Those of the programs that are on this machine's path, and tell their version. */
export async function programs(names: readonly string[]): Promise<ReadonlySet<string>> {
  const runs = names.map(async (name) => {
    const run = await execute(name, ["--version"], { cwd: import.meta.dirname! }).catch(() => undefined);
    return run?.code === 0 ? name : "";
  });
  return new Set(await Promise.all(runs));
}
