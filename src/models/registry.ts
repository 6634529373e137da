import { LOADERS } from "./loaders.ts";

/** All models of `LOADERS`, loaded. */
export const MODELS = Object.fromEntries(
  await Promise.all(Object.entries(LOADERS).map(async ([name, load]) => [name, await load()])),
) as { readonly [K in keyof typeof LOADERS]: Awaited<ReturnType<typeof LOADERS[K]>> };
