import { ByteBuffer } from "./byte_buffer.ts";
import { type ByteSink, writeAll } from "./byte_sink.ts";

/** Bytes on their way to a sink: they gather in one buffer while those of another are being written. */
export class WriteBuffer {
  private gathering = new ByteBuffer();
  private leaving = new ByteBuffer();
  private writing: Promise<void> | undefined;

  constructor(private readonly sink: ByteSink) {}

  /** Where bytes are to be put; another one after each `flush`. */
  get out(): ByteBuffer {
    return this.gathering;
  }

  /**
   * Sends everything gathered so far in one write. It is under way when this returns: work done before the promise is awaited
   * doesn't delay it.
   *
   * @throws whatever the sink throws
   */
  flush(): Promise<void> {
    if (this.writing !== undefined) return this.writing.then(() => this.flush());
    if (this.gathering.length === 0) return Promise.resolve();
    [this.gathering, this.leaving] = [this.leaving, this.gathering];
    this.gathering.clear();
    this.writing = writeAll(this.sink, this.leaving.view()).finally(() => this.writing = undefined);
    return this.writing;
  }
}
