import { createGunzip } from "node:zlib";
import { PieceReader } from "./piece_reader.ts";
import { unpackedStream } from "./unpacked_stream.ts";

/** How much is unpacked at once: deflate packs at most 1 : 1032, so that no more than 17 MB are ever held. */
const PIECE = 1 << 14;

/**
 * The stream unpacked. Files of several members, as `cat a.gz b.gz` and bgzip make them, are read whole. What comes
 * before a damage is delivered, then the stream fails with a `RunError`.
 *
 * Why not `DecompressionStream`: it fails at the second member, and drops what it has unpacked before an error.
 */
export function gunzip(packed: ReadableStream<Uint8Array>, name: string): ReadableStream<Uint8Array> {
  const reader = new PieceReader(packed);
  const inflate = createGunzip();
  const unpacked: Uint8Array[] = [];
  let chunk: Uint8Array = new Uint8Array(0);
  let isOver = false;
  let isDamaged = false;
  inflate.on("data", (bytes: Uint8Array) => unpacked.push(bytes));
  inflate.on("error", () => isDamaged = isOver = true);
  inflate.on("end", () => isOver = true);

  async function unpack(): Promise<void> {
    if (chunk.length === 0) {
      const next = await reader.read();
      if (next === undefined) return new Promise((resolve) => inflate.once("close", resolve).end());
      chunk = next;
    }
    const piece = chunk.subarray(0, PIECE);
    chunk = chunk.subarray(PIECE);
    return new Promise((resolve) => inflate.write(piece, () => resolve()));
  }

  return unpackedStream(name, "gzip", {
    unpacked,
    isOver: () => isOver,
    isDamaged: () => isDamaged,
    unpack,
    async cancel(reason) {
      inflate.destroy();
      await reader.cancel(reason);
    },
  });
}
