/**
 * The folder of all sources; undefined where everything is bundled into one file, which is then the workers'
 * too (main.ts).
 */
export const SOURCES: string | undefined = import.meta.dirname?.match(
  /^(.*[/\\]src)[/\\]cli[/\\]commands[/\\]shared$/,
)?.[1];

/**
 * What a worker must be allowed to read, for it reads the program's code anew; undefined: a compiled program
 * carries its own.
 */
export const CODE: string | undefined = Deno.build.standalone ? undefined : SOURCES ?? import.meta.filename;
