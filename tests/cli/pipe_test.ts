import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { firstRows, HEADER } from "../support/forecasts.ts";
import { guarded, type Program, Workdir } from "../support/workdir.ts";

/** As a link in a pipe: rows that come slowly, readers that leave, lines without end. Never a word about wall time. */

async function linesOf(program: Program, count: number): Promise<string[]> {
  const lines: string[] = [];
  for (let i = 0; i < count; i++) lines.push(await program.line() ?? "the end");
  return lines;
}

Deno.test("main.ts answers each row that is typed before the next one is", async () => {
  await using dir = await Workdir.create();
  const program = dir.start(["--models", "lstm,mlp,ar,naive,ensemble", "--target", "close", "--quiet"]);
  using _ = guarded(program);
  const [header, ...rows] = (await firstRows("sp500.csv", 40)).trimEnd().split("\n");
  await program.write(`${header}\n`);
  for (const [i, row] of rows.entries()) {
    await program.write(row.slice(0, 7));
    await program.write(`${row.slice(7)}\n`);
    if (i === 0) assertEquals(await program.line(), HEADER);
    const answer = await linesOf(program, 5);
    for (const line of answer) assert(line.startsWith(`,${row.split(",")[0]},close,1,`), line);
    assertEquals(answer.map((line) => line.split(",")[4]), ["lstm", "mlp", "ar", "naive", "ensemble"]);
  }
  await program.closeInput();
  assertEquals(await program.line(), undefined);
  (await program.finished()).expect(0);
});

Deno.test("main.ts answers each row of many series at once, as NDJSON too", async () => {
  await using dir = await Workdir.create();
  const args = ["--models", "gru,naive", "--series", "id", "--target", "y", "--horizon", "1,2"];
  const program = dir.start([...args, "--input-format", "ndjson", "--format", "ndjson"]);
  using _ = guarded(program);
  for (let time = 0; time < 30; time++) {
    const id = `s${time * time % 7}`;
    await program.write(JSON.stringify({ time, id, y: Math.sin(time) }) + "\n");
    const answer = (await linesOf(program, 4)).map((line) => JSON.parse(line));
    for (const line of answer) assertEquals([line.series, line.time], [id, time]);
  }
  await program.closeInput();
  (await program.finished()).expect(0);
});

Deno.test("main.ts reads the last row without its line break when the input ends", async () => {
  await using dir = await Workdir.create();
  const program = dir.start(["--models", "naive", "--quiet"]);
  using _ = guarded(program);
  await program.write("y\n1\n2");
  assertEquals(await linesOf(program, 2), [HEADER, ",1,y,1,naive,1,,"]);
  await program.closeInput();
  assertEquals(await program.line(), ",2,y,1,naive,2,,");
  (await program.finished()).expect(0);
});

Deno.test("main.ts ends with exit code 0 and no trace when the reader of its output goes away", async () => {
  await using dir = await Workdir.create();
  const program = dir.start(["--models", "naive,lstm", "--target", "close", "--quiet"]);
  using _ = guarded(program);
  const fixture = await Deno.readFile(new URL("../../fixtures/sp500.csv", import.meta.url));
  const fed = program.write(fixture).then(() => program.closeInput());
  assertEquals(await program.line(), HEADER);
  await program.closeOutput();
  const run = (await program.finished()).expect(0);
  await fed;
  assertEquals(run.stderr, "");
});

Deno.test("main.ts in a shell: | head -n 1 leaves exit code 0 and nothing on standard error", async () => {
  const repository = new URL("../../", import.meta.url);
  const program = `"${Deno.execPath()}" run --no-prompt main.ts --target close --quiet`;
  const script = `cat fixtures/sp500.csv | ${program} | head -n 1; exit \${PIPESTATUS[1]}`;
  const { code, stdout, stderr } = await new Deno.Command("bash", { args: ["-c", script], cwd: repository })
    .output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals([code, text(stdout), text(stderr)], [0, `${HEADER}\n`, ""]);
});

Deno.test("main.ts passes over a line of 100 MB in bounded memory, names it, and goes on", async () => {
  await using dir = await Workdir.create();
  const program = dir.start(["--models", "naive", "--target", "y"]);
  using _ = guarded(program);
  await program.write("time,y\n1,10\n");
  assertEquals(await linesOf(program, 2), [HEADER, ",1,y,1,naive,10,,"]);
  const before = await peakMemory(program.child.pid);
  const piece = new Uint8Array(1 << 20).fill(0x37);
  for (let i = 0; i < 100; i++) await program.write(piece);
  await program.write("\n3,30\n");
  assertEquals(await program.line(), ",3,y,1,naive,30,,");
  const grown = await peakMemory(program.child.pid) - before;
  await program.closeInput();
  const run = (await program.finished()).expect(0);
  assertStringIncludes(
    run.stderr,
    "foretide: line 3: expected a line of at most 1048576 bytes, got a longer one, skipped\n",
  );
  assert(!(grown > 64e6), `memory grew by ${grown} bytes`);
});

/** The most memory that a process has had, bytes; NaN where the system does not tell (it does on Linux). */
async function peakMemory(pid: number): Promise<number> {
  try {
    const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).output();
    return 1024 * Number(new TextDecoder().decode(stdout).match(/^VmHWM:\s+(\d+) kB$/m)?.[1]);
  } catch {
    return NaN;
  }
}
