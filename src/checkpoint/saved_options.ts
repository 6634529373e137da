/** A header longer than this is none that we wrote. */
const LONGEST = 1 << 26;

/**
 * The options that a state's run was made with, by what people call them, out of the file's header alone.
 * Undefined where that can't be had: whoever opens the state next says why.
 */
export async function savedOptions(path: string): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    using file = await Deno.open(path);
    const length = new DataView((await bytesOf(file, 8)).buffer).getBigUint64(0, true);
    if (length > LONGEST) return undefined;
    const header = JSON.parse(new TextDecoder().decode(await bytesOf(file, Number(length))));
    const { options } = JSON.parse(header.__metadata__.run);
    return Object.values(Object(options)).every((text) => typeof text === "string") ? options : undefined;
  } catch {
    return undefined;
  }
}

async function bytesOf(file: Deno.FsFile, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const read = await file.read(bytes.subarray(at));
    if (read === null) throw new Deno.errors.UnexpectedEof();
    at += read;
  }
  return bytes;
}
