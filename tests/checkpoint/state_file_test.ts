import { assert, assertEquals, assertRejects } from "@std/assert";
import { RunError } from "../../src/base/errors.ts";
import { type CheckpointFacts, composeCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { StateFile } from "../../src/checkpoint/state_file.ts";
import { FaultyFiles } from "./faulty_files.ts";

/** A checkpoint of so many rows. */
function checkpoint(rows: number, format?: string): Promise<Uint8Array<ArrayBuffer>> {
  const facts: CheckpointFacts = {
    rows,
    skipped: 0,
    series: 1,
    kernels: "reference",
    options: { "--target": "y" },
    models: [{ name: "naive" }],
    output: { path: "out.csv", length: 7, identity: "" },
    rejects: null,
  };
  const values = Float64Array.of(rows, NaN, -0);
  return composeCheckpoint(format ?? "0.1.0", facts, new Map([["t", { shape: [3], values }]]));
}

async function rowsIn(fs: FaultyFiles, path = "dir/s"): Promise<number | undefined> {
  return (await StateFile.open(fs, path)).saved?.facts.rows;
}

Deno.test("StateFile.save() keeps the state before under FILE.previous", async () => {
  const fs = new FaultyFiles();
  const state = await StateFile.open(fs, "dir/s");
  assertEquals(state.saved, undefined);
  for (const rows of [1, 2, 3]) await state.save(await checkpoint(rows));
  assertEquals([...fs.files.keys()].sort(), ["dir/s", "dir/s.previous"]);
  assertEquals(await rowsIn(fs), 3);
  assertEquals(await rowsIn(fs, "dir/s.previous"), 2);
});

for (const hasLinks of [true, false]) {
  const where = hasLinks ? "" : " (no second names)";
  Deno.test(`StateFile.save(): a fault at any call, and a loss of power, leave the old state or the new one${where}`, async () => {
    const contents = { "dir/s": await checkpoint(2), "dir/s.previous": await checkpoint(1) };
    const next = await checkpoint(3);
    let olds = 0;
    let news = 0;
    for (let n = 1;; n++) {
      const fs = new FaultyFiles(contents);
      fs.hasLinks = hasLinks;
      fs.failAt = n;
      const state = await StateFile.open(fs, "dir/s");
      const failed = await state.save(next).then(() => false, (error) => {
        assertEquals(
          error.message,
          'Cannot save the state in "dir/s": No space left on device; what was saved before is intact',
        );
        return true;
      });
      if (!failed) break;
      fs.failAt = 0;
      fs.loseUnsynced();
      const rows = await rowsIn(fs);
      assert(rows === 2 || rows === 3, `after a fault at ${fs.calls.at(-1)}: ${rows}`);
      if (rows === 2) olds++;
      else news++;
      await (await StateFile.open(fs, "dir/s")).save(await checkpoint(4));
      assertEquals(await rowsIn(fs), 4, "the next save works");
    }
    assert(olds >= 5 && news >= 1, `${olds} old, ${news} new`);
  });

  Deno.test(`StateFile.save(): the process may die after any call${where}`, async () => {
    const next = await checkpoint(3);
    const contents = { "dir/s": await checkpoint(2), "dir/s.previous": await checkpoint(1) };
    const whole = new FaultyFiles(contents);
    whole.hasLinks = hasLinks;
    await (await StateFile.open(whole, "dir/s")).save(next);
    for (let n = 1; n <= whole.calls.length; n++) {
      const fs = new FaultyFiles(contents);
      fs.hasLinks = hasLinks;
      const state = await StateFile.open(fs, "dir/s");
      const { calls } = fs;
      // After the n-th call nothing happens any more: what a killed process does not do.
      const { promise: killed, resolve: kill } = Promise.withResolvers<void>();
      const dead = new Proxy(fs, {
        get: (target, key) => {
          if (calls.length >= n && key !== "calls" && key !== "failAt") {
            return () => (kill(), new Promise(() => {}));
          }
          return Reflect.get(target, key).bind?.(target) ?? Reflect.get(target, key);
        },
      });
      Object.assign(state, { fs: dead });
      await Promise.race([state.save(next), killed]);
      assert([2, 3].includes((await rowsIn(fs))!), `after ${calls.at(-1)}`);
    }
  });
}

Deno.test("StateFile.save() writes through no link and no file that stands at FILE.new", async () => {
  const fs = new FaultyFiles({ "dir/s.new": new Uint8Array(9) });
  await (await StateFile.open(fs, "dir/s")).save(await checkpoint(1));
  assertEquals(fs.calls.slice(0, 3), ["create dir/s.new", "remove dir/s.new", "create dir/s.new"]);
});

Deno.test("StateFile.open() refuses every flipped byte and every truncation in one line that names the good copy", async () => {
  const good = await checkpoint(20);
  const previous = await checkpoint(10);
  const damaged: Uint8Array[] = [];
  for (let i = 0; i < good.length; i++) {
    for (const flip of [1, 0x80, 0xff]) {
      const file = good.slice();
      file[i] ^= flip;
      damaged.push(file);
    }
    damaged.push(good.slice(0, i));
  }
  damaged.push(new Uint8Array([...good, 0]));
  for (const file of damaged) {
    const fs = new FaultyFiles({ "dir/s": file, "dir/s.previous": previous });
    const { message } = await assertRejects(() => StateFile.open(fs, "dir/s"), RunError);
    assertEquals(
      message,
      'Cannot resume from "dir/s": it is damaged; "dir/s.previous" is a whole one, of row 10: move it to "dir/s"',
    );
  }
  assertEquals(damaged.length, 4 * good.length + 1);
});

Deno.test("StateFile.open() says what there is to do where no copy is whole", async () => {
  const good = await checkpoint(1);
  const fs = new FaultyFiles({ "s": good.slice(9), "s.previous": good.slice(0, 40) });
  await assertRejects(
    () => StateFile.open(fs, "s"),
    RunError,
    'Cannot resume from "s": it is damaged; there is no whole copy beside it: remove it to start anew',
  );
});

Deno.test("StateFile.open() begins no state anew where a whole copy is left, which that would write over", async () => {
  const fs = new FaultyFiles({ "dir/s.previous": await checkpoint(1) });
  const error = await assertRejects(() => StateFile.open(fs, "dir/s"), RunError);
  assertEquals(
    error.message,
    'Cannot start the state "dir/s": there is no such file, but its copy "dir/s.previous", of row 1; ' +
      'move that to "dir/s" to continue from it, or remove it to start anew',
  );
  const other = new FaultyFiles({ "dir/s.previous": Uint8Array.of(1, 2, 3) });
  assertEquals(await rowsIn(other), undefined, "what is no whole copy keeps nobody from beginning");
});

Deno.test("StateFile.open() tells other files, and newer formats, from damaged ones", async () => {
  const { composeSafetensors } = await import("../../src/checkpoint/safetensors.ts");
  const { seal } = await import("../../src/checkpoint/checksum.ts");
  const foreign = composeSafetensors(
    { format: "pt" },
    new Map([["w", { shape: [1], values: new Float32Array(1) }]]),
  );
  await assertRejects(
    () => StateFile.open(new FaultyFiles({ s: foreign }), "s"),
    RunError,
    'Cannot read "s" as a checkpoint: it is another kind of file; name another one',
  );
  const metadata = { foretide: "9.0.0", foretide_checkpoint: "2", run: "{}" };
  const newer = composeSafetensors(
    metadata,
    new Map([["checksum", { shape: [32], values: new Uint8Array(32) }]]),
  );
  await seal(newer);
  await assertRejects(
    () => StateFile.open(new FaultyFiles({ s: newer }), "s"),
    RunError,
    'Cannot read the checkpoint "s": foretide 9.0.0 saved it in format 2, this one reads formats up to 1; use the newer program',
  );
});
