import { RunError } from "../base/errors.ts";
import { quoteName } from "./messages.ts";

/** What unpacks a packed input piece by piece. */
export interface Unpacking {
  /** Pieces that are unpacked and not yet taken. */
  readonly unpacked: Uint8Array[];
  /** Whether no more will come; and whether that is because the input is damaged or cut off. */
  isOver(): boolean;
  isDamaged(): boolean;
  /** Unpacks some more. */
  unpack(): Promise<void>;
  cancel(reason: unknown): Promise<void>;
}

/** The unpacked bytes as a stream, as they are asked for. @param format how messages call it: `gzip` */
export function unpackedStream(
  name: string,
  format: string,
  { unpacked, isOver, isDamaged, unpack, cancel }: Unpacking,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      while (unpacked.length === 0 && !isOver()) await unpack();
      const bytes = unpacked.shift();
      if (bytes !== undefined) controller.enqueue(bytes);
      else if (isDamaged()) {
        throw new RunError(`Cannot read ${quoteName(name)}: its ${format} data are damaged or cut off`);
      } else controller.close();
    },
    cancel,
  }, { highWaterMark: 0 });
}
