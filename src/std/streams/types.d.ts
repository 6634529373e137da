/** One stream that yields all of the first, then all of the next. */
export function concatReadableStreams<T>(...streams: ReadableStream<T>[]): ReadableStream<T>;
/** Reads a whole stream as text. */
export function toText(stream: ReadableStream): Promise<string>;
/** Splits text into lines at LF and CRLF. */
export class TextLineStream extends TransformStream<string, string> {
  constructor(options?: { allowCR?: boolean });
}
