/** What `fixtures/hostile/expected.json` says of a file. */
export interface Expected {
  readonly about: string;
  readonly args: readonly string[];
  readonly exit: number;
  readonly rows: number;
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
  /** What is told of rows that count: cells that are no numbers, by their first line. */
  readonly told?: readonly { readonly line: number; readonly reason: string }[];
  readonly error?: string;
}

/** Inputs that no reader likes, and what comes of each. */
export const FOLDER = new URL("../../fixtures/hostile/", import.meta.url);
export const EXPECTED: Record<string, Expected> = JSON.parse(
  await Deno.readTextFile(new URL("expected.json", FOLDER)),
);
