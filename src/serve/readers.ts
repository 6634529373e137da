import { type Frames, newReading, type Reading } from "./frames.ts";
import type { Choice } from "./live_state.ts";

/** Readers at once. */
const MOST = 16;
/** Bytes that may wait for a slow reader; while more do, it gets no frames. */
const WAITING = 512 * 1024;
/** Frames without news after which a line tells that the connection lives. */
const SILENCE = 40;

/** A reader of the stream of events. */
interface Reader {
  readonly reading: Reading;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  rows: number;
  silent: number;
}

/** Who reads the stream. A slow one loses frames, and nothing else: the next frame has what it has missed. */
export class Readers {
  private readonly readers = new Set<Reader>();
  private readonly encoder = new TextEncoder();

  constructor(private readonly frames: Frames) {}

  get count(): number {
    return this.readers.size;
  }

  /** A new reader's stream; undefined where there are too many. */
  open(choice: Choice, target: number): ReadableStream<Uint8Array> | undefined {
    if (this.readers.size >= MOST) return undefined;
    let reader: Reader;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        reader = { reading: newReading(choice, target), controller, rows: -1, silent: 0 };
        this.readers.add(reader);
        this.send(reader);
      },
      cancel: () => void this.readers.delete(reader),
    }, new ByteLengthQueuingStrategy({ highWaterMark: WAITING }));
  }

  /** Sends everybody what is new. */
  tell(): void {
    for (const reader of this.readers) this.send(reader);
  }

  /** Numbers of the series that somebody looks at, ascending. */
  watched(): number[] {
    const all = new Set([...this.readers].flatMap(({ reading }) => reading.series));
    return [...all].sort((a, b) => a - b);
  }

  /** Sends the last frames, and waits until they have been taken. */
  async close(): Promise<void> {
    for (const reader of this.readers) {
      reader.rows = -1;
      this.send(reader);
      reader.controller.close();
    }
    this.readers.clear();
    await new Promise((resolve) => setTimeout(resolve, 100)); // the last bytes leave the process
  }

  private send(reader: Reader): void {
    const { controller, reading } = reader;
    if ((controller.desiredSize ?? 0) <= 0) return;
    const { board, events } = this.frames.state;
    const isNews = reader.rows !== board.rows || (events.at(-1)?.id ?? 0) > reading.event;
    if (!isNews && ++reader.silent % 4 !== 0) return; // what comes next may still have changed: once a second
    const text = isNews || reader.silent < SILENCE ? `data: ${this.frames.next(reading)}\n\n` : ":\n\n";
    if (isNews) reader.silent = 0;
    else if (reader.silent >= SILENCE && reader.silent % SILENCE !== 0) return;
    reader.rows = board.rows;
    controller.enqueue(this.encoder.encode(text));
  }
}
