import { basename, dirname, isAbsolute, join, normalize, relative } from "@std/path";

/**
 * The path, tidied, if it leads to a file in the root folder, symbolic links followed; undefined if it leads
 * elsewhere, or its folder does not exist. The file itself may still be to come.
 *
 * @param root an existing folder
 * @param path from there
 */
export async function insideRoot(root: string, path: string): Promise<string | undefined> {
  const inside = normalize(path);
  if (isOutside(inside)) return undefined;
  const real = await realPath(join(root, inside));
  return real === undefined || isOutside(relative(await Deno.realPath(root), real)) ? undefined : inside;
}

function isOutside(path: string): boolean {
  return isAbsolute(path) || path === ".." || path.startsWith("../") || path.startsWith("..\\");
}

async function realPath(path: string): Promise<string | undefined> {
  const there = await unlessMissing(Deno.realPath(path));
  if (there !== undefined) return there;
  // A link into nothing is no file to come: who knows where it will lead.
  if (await unlessMissing(Deno.lstat(path)) !== undefined) return undefined;
  const folder = await unlessMissing(Deno.realPath(dirname(path)));
  return folder === undefined ? undefined : join(folder, basename(path));
}

async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
