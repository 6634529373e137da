const PIECE = 1 << 16;

/**
 * Reads a stream piece by piece. A byte stream, such as a file or standard input, fills one buffer over and over: so a
 * piece is good until the next one is asked for, and an endless input leaves no garbage behind. Other streams bring
 * buffers of their own.
 */
export class PieceReader {
  private readonly filling: ReadableStreamBYOBReader | undefined;
  private readonly plain: ReadableStreamDefaultReader<Uint8Array> | undefined;
  private room = new ArrayBuffer(PIECE);

  constructor(stream: ReadableStream<Uint8Array>) {
    try {
      this.filling = stream.getReader({ mode: "byob" });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.plain = stream.getReader(); // no byte stream
    }
  }

  /** The next piece, or undefined at the end. */
  async read(): Promise<Uint8Array | undefined> {
    const { filling, plain } = this;
    if (filling === undefined) return (await plain!.read()).value;
    const { done, value } = await filling.read(new Uint8Array(this.room)); // the buffer goes along, and comes back
    this.room = value?.buffer ?? new ArrayBuffer(PIECE); // at the end too, which may be asked for again
    return done ? undefined : value;
  }

  /** Lets go of the stream: a read under way ends as if the stream had ended. */
  async cancel(reason?: unknown): Promise<void> {
    await (this.filling ?? this.plain)!.cancel(reason);
  }
}

/** What was read of a source ahead, and the rest of it, as a byte stream. */
export function rewound(head: Uint8Array, source: PieceReader): ReadableStream<Uint8Array> {
  let unread = head;
  return new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: PIECE, // for readers that bring no buffer
    async pull(controller) {
      const request = controller.byobRequest!;
      while (unread.length === 0) {
        const piece = await source.read();
        if (piece === undefined) {
          controller.close();
          request.respond(0);
          return;
        }
        unread = piece;
      }
      const view = request.view as Uint8Array;
      const part = unread.subarray(0, view.length);
      view.set(part);
      unread = unread.subarray(part.length);
      request.respond(part.length);
    },
    cancel: (reason) => source.cancel(reason),
  });
}
