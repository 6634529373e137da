import { assert, assertEquals } from "@std/assert";
import { PieceReader, rewound } from "../../src/input/piece_reader.ts";
import { bytesOf, streamOf } from "./reading.ts";

const TEXT = "a,b\n1,2\n3,4\n";

/** The text as a byte stream, in pieces of so many bytes at most. */
function byteStream(text: string, most: number): ReadableStream<Uint8Array> {
  return rewound(new Uint8Array(0), new PieceReader(streamOf(bytesOf(text), [most])));
}

async function textOf(reader: PieceReader): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let piece = await reader.read(); piece !== undefined; piece = await reader.read()) {
    text += decoder.decode(piece, { stream: true });
  }
  return text;
}

Deno.test("PieceReader reads byte streams and others to their end", async () => {
  for (const size of [1, 5, 100]) {
    assertEquals(await textOf(new PieceReader(streamOf(bytesOf(TEXT), [size]))), TEXT);
    assertEquals(await textOf(new PieceReader(byteStream(TEXT, size))), TEXT);
  }
  assertEquals(await textOf(new PieceReader(byteStream("", 1))), "");
});

Deno.test("PieceReader says that a stream has ended as often as it is asked", async () => {
  const reader = new PieceReader(byteStream(TEXT, 5));
  assertEquals(await textOf(reader), TEXT);
  assertEquals([await reader.read(), await reader.read()], [undefined, undefined]);
});

Deno.test("PieceReader holds one buffer of a byte stream, however long that is", async () => {
  const endless = new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: 1 << 16,
    pull(controller) {
      const request = controller.byobRequest!;
      request.respond(request.view!.byteLength);
    },
  });
  const reader = new PieceReader(endless);
  const before = Deno.memoryUsage().external;
  let most = 0;
  for (let i = 0; i < 3000; i++) {
    await reader.read();
    most = Math.max(most, Deno.memoryUsage().external);
  }
  await reader.cancel();
  assert(most - before < 3 << 20, `${most - before} bytes`);
});

Deno.test("PieceReader.cancel() ends a wait, of a byte stream and of another", async () => {
  for (const type of ["bytes", undefined] as const) {
    const reader = new PieceReader(new ReadableStream({ type } as UnderlyingByteSource));
    const waiting = reader.read();
    await reader.cancel();
    assertEquals(await waiting, undefined);
  }
});

Deno.test("rewound() gives what was read ahead, and then the rest, into buffers of any size", async () => {
  for (const size of [1, 3, 64]) {
    const source = new PieceReader(streamOf(bytesOf(TEXT), [4]));
    const head = (await source.read())!;
    const reader = rewound(head, source).getReader({ mode: "byob" });
    let text = "";
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(size));
      if (done) break;
      text += new TextDecoder().decode(value);
    }
    assertEquals(text, TEXT);
  }
});
