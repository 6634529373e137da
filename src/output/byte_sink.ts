/** Where bytes go: `Deno.stdout`, a file, a collector in a test. May take fewer bytes than it is offered. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<number>;
}

/** Writes all of the bytes, in as many calls as the sink needs. */
export async function writeAll(sink: ByteSink, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += await sink.write(written === 0 ? bytes : bytes.subarray(written));
  }
}
