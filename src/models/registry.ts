import type { AnyEntry } from "./entry.ts";
import { LOADERS } from "./loaders.ts";

/** All models of `LOADERS`, loaded. */
export const MODELS: Readonly<Record<string, AnyEntry>> = Object.fromEntries(
  await Promise.all(Object.entries(LOADERS).map(async ([name, load]) => [name, await load()])),
);
