// Only parse_args: the package's mod.js names a JSON file that 1.4.0 does not ship.
// @ts-types="./types.d.ts"
export * from "deno-std/cli/parse_args.js";
