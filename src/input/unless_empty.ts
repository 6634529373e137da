/** The same bytes, or undefined if there are none: waits for the first of them. */
export async function unlessEmpty(
  bytes: ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const reader = bytes.getReader();
  const first = await reader.read();
  if (first.done) return undefined;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(first.value);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
