import { createZstdDecompress } from "node:zlib";
import { PieceReader } from "./piece_reader.ts";
import { ZstdFrames } from "./zstd_frames.ts";
import { unpackedStream } from "./unpacked_stream.ts";

/** How much is unpacked at once. */
const PIECE = 1 << 14;

/**
 * The stream unpacked, frame after frame, as `cat a.zst b.zst` makes several. What comes before a damage is delivered, then the
 * stream fails with a `RunError`; so it does where the last frame is cut off.
 */
export function unzstd(packed: ReadableStream<Uint8Array>, name: string): ReadableStream<Uint8Array> {
  const reader = new PieceReader(packed);
  const frames = new ZstdFrames();
  const unpacked: Uint8Array[] = [];
  let frame: ReturnType<typeof createZstdDecompress> | undefined;
  let chunk: Uint8Array = new Uint8Array(0);
  let isOver = false;
  let isDamaged = false;

  function open(): ReturnType<typeof createZstdDecompress> {
    const opened = createZstdDecompress();
    opened.on("data", (bytes: Uint8Array) => unpacked.push(bytes));
    opened.on("error", () => isDamaged = isOver = true);
    return opened;
  }

  async function unpack(): Promise<void> {
    if (chunk.length === 0) {
      const next = await reader.read();
      if (next === undefined) {
        isOver = true;
        isDamaged ||= !frames.isBetween;
        return;
      }
      chunk = next;
    }
    const end = frames.take(chunk.subarray(0, PIECE), 0);
    const piece = chunk.subarray(0, end);
    chunk = chunk.subarray(end);
    const into = frame ??= open();
    // A frame whose data end before its blocks do is damaged; Node says nothing then, and calls nobody back.
    if (frames.isDamaged || into.destroyed || into.readableEnded) {
      isDamaged = isOver = true;
      return;
    }
    if (frames.isBetween) frame = undefined;
    await new Promise<void>((resolve) => {
      for (const event of ["close", "end", "error"]) into.once(event, () => resolve());
      if (frame === undefined) into.end(piece);
      else into.write(piece, () => resolve());
    });
    for (const event of ["close", "end", "error"]) into.removeAllListeners(event);
    into.on("error", () => isDamaged = isOver = true);
  }

  return unpackedStream(name, "zstd", {
    unpacked,
    isOver: () => isOver,
    isDamaged: () => isDamaged,
    unpack,
    async cancel(reason) {
      frame?.destroy();
      await reader.cancel(reason);
    },
  });
}
