import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { RunError } from "../../src/base/errors.ts";
import { KEPT_OF_LONG_LINE, LineBuffer, LONGEST_LINE } from "../../src/input/line_buffer.ts";
import { bytesOf, streamOf } from "./reading.ts";

const SEED = 20263;
const LF = 10;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** All lines, those that were too long marked; and the most bytes the buffer ever held. */
async function linesOf(stream: ReadableStream<Uint8Array>): Promise<{ lines: string[]; capacity: number }> {
  const buffer = new LineBuffer(stream, "x");
  const lines: string[] = [];
  let capacity = 0;
  while (await buffer.fill()) {
    capacity = Math.max(capacity, buffer.bytes.length);
    while (buffer.position < buffer.limit) {
      const end = buffer.bytes.indexOf(LF, buffer.position);
      const text = decoder.decode(buffer.bytes.subarray(buffer.position, end));
      lines.push(buffer.position === buffer.longLine ? `too long: ${text.length}` : text);
      buffer.position = end + 1;
    }
  }
  assertEquals(buffer.position, buffer.limit);
  return { lines, capacity };
}

Deno.test("LineBuffer.fill() gives the lines of the stream, however it is cut into chunks", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "\n", "\r\n", ","), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      async (text, sizes) => {
        const { lines } = await linesOf(streamOf(bytesOf(text), sizes));
        const expected = text.split("\n");
        if (expected.at(-1) === "") expected.pop();
        assertEquals(lines, expected);
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});

Deno.test("LineBuffer.fill() keeps a line of the longest length and drops a longer one", async () => {
  const longest = "x".repeat(LONGEST_LINE);
  for (const size of [1 << 16, 1 << 24, 65_521]) {
    const bytes = bytesOf(`a\n${longest}\nb\n${longest}y\nc\n${longest}${longest}\n\n${longest}z`);
    const { lines } = await linesOf(streamOf(bytes, [size]));
    const dropped = `too long: ${KEPT_OF_LONG_LINE}`;
    assertEquals(lines.map((line) => line === longest ? "longest" : line), [
      "a",
      "longest",
      "b",
      dropped,
      "c",
      dropped,
      "",
      dropped,
    ]);
  }
});

Deno.test("LineBuffer holds a bounded part of a line of 100 MB", async () => {
  const chunk = new Uint8Array(1 << 20).fill(120);
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent++;
      controller.enqueue(sent <= 100 ? chunk : bytesOf("\nafter\n"));
      if (sent > 100) controller.close();
    },
  }, { highWaterMark: 0 });
  const { lines, capacity } = await linesOf(stream);
  assertEquals(lines, [`too long: ${KEPT_OF_LONG_LINE}`, "after"]);
  assert(capacity <= 4 * LONGEST_LINE, `${capacity} bytes`);
});

Deno.test("LineBuffer.fill() keeps its mark of a long line until that has been read", async () => {
  const long = "x".repeat(LONGEST_LINE + 1);
  const buffer = new LineBuffer(streamOf(bytesOf(`${long}\n${long}\n`)), "x");
  for (let i = 0; i < 5; i++) assert(await buffer.fill());
  assertEquals([buffer.longLine, buffer.limit], [0, KEPT_OF_LONG_LINE + 1]);
});

Deno.test("LineBuffer passes over a byte order mark at the start only", async () => {
  const { lines } = await linesOf(streamOf(bytesOf("\ufeffa\n\ufeffb"), [1]));
  assertEquals(lines, ["a", "\ufeffb"]);
  assertEquals((await linesOf(streamOf(bytesOf("\ufeff")))).lines, [""]);
  const long = await linesOf(streamOf(bytesOf("\ufeff" + "x".repeat(LONGEST_LINE))));
  assertEquals(long.lines, [`too long: ${KEPT_OF_LONG_LINE - 3}`]);
});

Deno.test("LineBuffer.fill() says whose stream it was that failed", async () => {
  const stream = new ReadableStream<Uint8Array>({
    pull: () => Promise.reject(new TypeError("disk on fire")),
  });
  const error = await assertRejects(() => new LineBuffer(stream, "a.csv").fill(), RunError);
  assertEquals(error.message, 'Cannot read "a.csv": disk on fire');
});

Deno.test("LineBuffer.close() ends a wait", async () => {
  const buffer = new LineBuffer(new ReadableStream<Uint8Array>(), "x");
  const waiting = buffer.fill();
  await buffer.close();
  assertEquals(await waiting, false);
});
