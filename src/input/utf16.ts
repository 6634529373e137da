/** Text in UTF-16, as spreadsheets and trading terminals write it, in UTF-8. */
export function fromUtf16(
  label: "utf-16le" | "utf-16be",
): (stream: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array> {
  return (stream) =>
    (stream as ReadableStream<Uint8Array<ArrayBuffer>>)
      .pipeThrough(new TextDecoderStream(label))
      .pipeThrough(new TextEncoderStream());
}
