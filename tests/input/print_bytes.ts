/** Prints what `openBytes` reads, or the message of its error: run by byte_source_test.ts in a process of its own. */
import { openBytes } from "../../src/input/byte_source.ts";

try {
  await (await openBytes(Deno.args[0])).pipeTo(Deno.stdout.writable);
} catch (error) {
  await Deno.stdout.write(new TextEncoder().encode((error as Error).message));
}
