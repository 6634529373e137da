/** Reads files of fixtures/gallery as the command line would. */
import { FORM, formOptions } from "../../src/options/input_flags.ts";
import { readFlags } from "../../src/options/read_flags.ts";
import { read, type Reading } from "./reading.ts";

export const GALLERY = new URL("../../fixtures/gallery/", import.meta.url);

/** Reads a file of the gallery as the command line would with these arguments. */
export async function readGallery(
  file: string,
  args: readonly string[],
  sizes?: readonly number[],
): Promise<Reading> {
  const given = new Map<string, string>();
  const keys = new Map(
    Object.keys(FORM).map((key) => [key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`), key]),
  );
  const roles: Record<string, string> = {};
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i].slice(2);
    const key = keys.get(name);
    if (key === undefined) roles[name] = args[i + 1];
    else given.set(key, args[i + 1]);
  }
  const form = formOptions(readFlags(FORM, given).values);
  const bytes = await Deno.readFile(new URL(file, GALLERY));
  const { time, series, target } = roles;
  return await read(
    bytes,
    { ...form, time, series, targets: target === undefined ? undefined : [target] },
    sizes,
  );
}

/** A row as text: series, time, values. */
export function shownRow({ rows }: Reading, i: number): string | undefined {
  const row = rows.at(i);
  if (row === undefined) return undefined;
  const time = row.time > 1e9 ? new Date(row.time).toISOString() : String(row.time);
  return `${row.series} ${time} ${row.values.join(" ")}`.trim();
}
