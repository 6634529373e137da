import { assert, assertEquals, assertMatch } from "@std/assert";
import { guarded, Workdir } from "../support/workdir.ts";

/** Telegraf's execd processor keeps the command running, writes it a line, and takes what it answers: before the next line. */

Deno.test("main.ts is Telegraf's execd processor as it stands: a line of line protocol in, its answer out", async () => {
  await using dir = await Workdir.create();
  const program = dir.start(["--models", "naive", "--format", "influx", "--quiet"]);
  using _ = guarded(program);
  for (let i = 0; i < 20; i++) {
    const host = "ab"[i % 2];
    const time = 1_704_067_200_000_000_000n + 10_000_000_000n * BigInt(i);
    await program.write(`cpu,host=${host} usage_idle=${90 + i} ${time}\n`);
    const answer = await program.line();
    assert(answer !== undefined);
    assertMatch(answer, /^forecast,/);
    assert(answer.includes(`target=usage_idle`) && answer.includes(`forecast=${90 + i}`), answer);
    assert(answer.endsWith(` ${time}`), answer);
  }
  await program.closeInput();
  assertEquals(await program.line(), undefined);
  (await program.finished()).expect(0);
});

Deno.test("main.ts forecasts the same, to the byte, from the same rows in other dialects and formats", async () => {
  await using dir = await Workdir.create();
  const rows = Array.from({ length: 150 }, (_, i) => {
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    return [day, String(Math.round(1000 * (900 + 200 * Math.sin(i / 7))) / 1000 + 0.5)] as const;
  });
  const csv = ["day,v", ...rows.map((row) => row.join(","))].join("\n") + "\n";
  const run = async (stdin: string, ...more: string[]) =>
    (await dir.run(["--models", "lstm(hidden=4),ar,naive", "--target", "v", "--quiet", ...more], { stdin }))
      .expect(0).stdout;
  const expected = await run(csv);
  assertEquals(expected.split("\n").length, 3 * 150 + 2);
  const grouped = ([day, v]: readonly [string, string]) =>
    `${day};${v.replace(/^(\d)(\d{3})\b/, "$1_$2").replace(".", ",").replace("_", ".")}`;
  assertEquals(await run(["day;v", ...rows.map(grouped)].join("\n")), expected);
  const [header, ...lines] = csv.trimEnd().split("\n");
  assertEquals(await run([header, ...lines.reverse()].join("\n"), "--order", "newest-first"), expected);
  const objects = rows.map(([day, v]) => ({ day, v: Number(v) }));
  assertEquals(await run(JSON.stringify(objects)), expected);
  assertEquals(await run(objects.map((row) => JSON.stringify(row)).join("\n")), expected);
});
