import { assertEquals } from "@std/assert";
import { unlessEmpty } from "../../src/input/unless_empty.ts";

const bytes = (...pieces: string[]) =>
  ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece)));

Deno.test("unlessEmpty() is undefined for nothing, and gives everything else whole", async () => {
  assertEquals(await unlessEmpty(bytes()), undefined);
  const same = await unlessEmpty(bytes("one ", "two ", "three"));
  assertEquals(await new Response(same).text(), "one two three");
});

Deno.test("unlessEmpty() lets go of the bytes when it is let go of", async () => {
  let left: unknown;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(Uint8Array.of(1)),
    cancel: (reason) => {
      left = reason;
    },
  });
  await (await unlessEmpty(endless))!.cancel("enough");
  assertEquals(left, "enough");
});
