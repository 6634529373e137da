const SEPARATORS = Deno.build.os === "windows" ? /[\\/]+/g : /\/+/g;

/**
 * The folder of a file: what stands before its last separator, `.` where there is none. (@std/path takes 7 ms
 * to load, and every run with a state would wait for that.)
 */
export function folderOf(path: string): string {
  const last = [...path.matchAll(SEPARATORS)].at(-1);
  if (last === undefined) return ".";
  return last.index === 0 ? path.slice(0, 1) : path.slice(0, last.index);
}
