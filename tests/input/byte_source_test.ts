import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { gzipSync } from "node:zlib";
import { RunError } from "../../src/base/errors.ts";
import { openBytes, unpacked } from "../../src/input/byte_source.ts";
import { bytesOf, streamOf } from "./reading.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(
    await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer(),
  );
}

function gzip(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(text));
}

/** Runs `openBytes` in a process of its own, which prints the bytes or the error's message. */
async function openInProcess(
  permissions: string[],
  path: string | undefined,
  input: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--config",
      join(ROOT, "deno.json"),
      ...permissions,
      join(ROOT, "tests/input/print_bytes.ts"),
      ...(path === undefined ? [] : [path]),
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = command.stdin.getWriter();
  await writer.write(input);
  await writer.close();
  return new TextDecoder().decode((await command.output()).stdout);
}

Deno.test("openBytes() says of a missing file that it is missing, and of a folder that it is one", async () => {
  const missing = await assertRejects(() => openBytes("/no/such.csv"), RunError);
  assertEquals(missing.message, 'Cannot read "/no/such.csv": there is no such file');
  const folder = await assertRejects(() => openBytes(ROOT), RunError);
  assertEquals(folder.message, `Cannot read ${JSON.stringify(ROOT)}: it is a folder`);
});

Deno.test("openBytes() names the flag that allows the file", async () => {
  const path = "/nowhere/it's, mine.csv";
  const printed = await openInProcess([], path, bytesOf(""));
  assertEquals(
    printed,
    `Cannot read "${path}": permission is missing, add --allow-read='/nowhere/it'\\''s,, mine.csv' before main.ts`,
  );
});

const isLinux = Deno.build.os === "linux";
Deno.test("openBytes() names no flag for a device that would not open it", { ignore: !isLinux }, async () => {
  const path = "/dev/stdin";
  assertEquals(
    await openInProcess([`--allow-read=${path}`], path, bytesOf("")),
    `Cannot read "${path}": Deno opens it with --allow-all only; standard input is read where no file is named`,
  );
});

Deno.test("openBytes() reads standard input without a permission, unpacked if need be", async () => {
  const text = "a,b\n1,2\n";
  assertEquals(await openInProcess([], undefined, bytesOf(text)), text);
  assertEquals(await openInProcess([], undefined, gzip(text)), text);
  assertEquals(await openInProcess([], undefined, bytesOf("")), "");
});

Deno.test("openBytes() reads a file", async () => {
  const path = join(ROOT, "fixtures/hostile/crlf.csv");
  assertEquals(await textOf(await openBytes(path)), await Deno.readTextFile(path));
});

Deno.test("unpacked() unpacks gzip in any chunks, files of several members too, and leaves all else", async () => {
  const text = "row\n".repeat(30_000);
  const twice = new Uint8Array([...gzip(text), ...gzip("end\n")]);
  for (const sizes of [[1 << 16], [1, 1, 7000]]) {
    assertEquals(await textOf(await unpacked(streamOf(twice, sizes), "x")), text + "end\n");
    for (const other of ["", "\x1f", "a", text]) {
      assertEquals(await textOf(await unpacked(streamOf(bytesOf(other), sizes), "x")), other);
    }
  }
});

Deno.test("unpacked() delivers what comes before the damage, then fails", async () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `${i * i % 9973}\n`).join("");
  const whole = gzip(text);
  const bitFlip = whole.slice();
  bitFlip[whole.length - 6] ^= 1;
  for (
    const [bytes, least] of [[whole.slice(0, -1), 1], [whole.slice(0, whole.length / 2), 0.4], [
      bitFlip,
      0.5,
    ]] as const
  ) {
    const reader = (await unpacked(streamOf(bytes), "x.gz")).getReader();
    let got = "";
    const error = await assertRejects(async () => {
      for (;;) got += new TextDecoder().decode((await reader.read()).value);
    }, RunError);
    assertEquals(error.message, 'Cannot read "x.gz": its gzip data are damaged or cut off');
    assert(text.startsWith(got) && got.length >= least * text.length, `${got.length} of ${text.length}`);
  }
});

Deno.test("unpacked() holds a bounded part of a gzip bomb", async () => {
  const member = gzip("0".repeat(1 << 20));
  const bomb = new Uint8Array(64 * member.length);
  for (let at = 0; at < bomb.length; at += member.length) bomb.set(member, at);
  const reader = (await unpacked(streamOf(bomb, [bomb.length]), "x")).getReader();
  const before = Deno.memoryUsage().external;
  for (let i = 0; i < 50; i++) await reader.read();
  const held = Deno.memoryUsage().external - before;
  assert(held < 32 << 20, `${held} bytes`);
  await reader.cancel();
});
