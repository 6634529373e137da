import { assertEquals } from "@std/assert";
import { firstRows, readForecasts, records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** The same rows in every form in which they may come in and go out. */

const ARGS = ["--series", "patient", "--target", "hr", "--features", "map", "--models", "naive,lstm,ar"];
const VITALS = await firstRows("vitals.csv", 300);

/** Rows as NDJSON: numbers as numbers, empty cells as null. */
function ndjson(csv: string): string {
  return records(csv).map((row) => {
    const cells = Object.entries(row).map(([name, text]) => {
      const value = text === "" ? null : ["time", "patient"].includes(name) ? text : Number(text);
      return [name, value];
    });
    return JSON.stringify(Object.fromEntries(cells)) + "\n";
  }).join("");
}

async function gzip(text: string): Promise<Uint8Array> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(packed).bytes();
}

Deno.test("main.ts gives the same bytes for plain, gzipped, CRLF and NDJSON input", async () => {
  await using dir = await Workdir.create();
  const [plain, packed, crlf, json] = await Promise.all([
    dir.run(ARGS, { stdin: VITALS }),
    dir.run(ARGS, { stdin: await gzip(VITALS) }),
    dir.run(ARGS, { stdin: "\ufeff" + VITALS.replaceAll("\n", "\r\n") }),
    dir.run([...ARGS, "--input-format", "ndjson"], { stdin: ndjson(VITALS) }),
  ]);
  assertEquals(readForecasts(plain.expect(0).stdout).length, 300 * 3);
  for (const run of [packed, crlf, json]) assertEquals(run.expect(0).stdout, plain.stdout);
});

Deno.test("main.ts --format ndjson writes the same forecasts under the same names", async () => {
  await using dir = await Workdir.create();
  const [csv, json] = await Promise.all([
    dir.run(ARGS, { stdin: VITALS }),
    dir.run([...ARGS, "--format", "ndjson"], { stdin: VITALS }),
  ]);
  const objects = json.expect(0).stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const expected = readForecasts(csv.expect(0).stdout).map((line) => ({
    ...line,
    forecast: Number.isNaN(line.forecast) ? null : line.forecast,
    lower: line.lower === "" ? null : Number(line.lower),
    upper: line.upper === "" ? null : Number(line.upper),
  }));
  assertEquals(objects, expected);
  assertEquals(Object.keys(objects[0]).join(), "series,time,target,horizon,model,forecast,lower,upper");
});

Deno.test("main.ts --format ndjson writes numeric times and row numbers as numbers, missing ones as null", async () => {
  await using dir = await Workdir.create();
  const args = ["--models", "naive", "--format", "ndjson", "--target", "y"];
  const [timed, untimed] = await Promise.all([
    dir.run(args, { stdin: "time,y\n0.5,NA\n+1,3\n" }),
    dir.run(args, { stdin: 'y\n"7"\n' }),
  ]);
  const line = (time: number, forecast: number | null) =>
    JSON.stringify({
      series: "",
      time,
      target: "y",
      horizon: 1,
      model: "naive",
      forecast,
      lower: null,
      upper: null,
    });
  assertEquals(timed.expect(0).stdout, `${line(0.5, null)}\n${line(1, 3)}\n`);
  assertEquals(untimed.expect(0).stdout, `${line(1, 7)}\n`);
});

Deno.test("main.ts quotes what CSV has to quote, and leaves times as they stood", async () => {
  await using dir = await Workdir.create();
  const stdin = 'when,"a ""key""","load, kW"\n2020-01-01 00:00,"x,y",1\n2020-01-01T01:00+01:00,z,2\n';
  const args = ["--time", "when", "--series", 'a "key"', "--target", "load\\, kW", "--models", "naive"];
  const run = (await dir.run(args, { stdin })).expect(0);
  const [, ...lines] = run.stdout.trimEnd().split("\n");
  assertEquals(lines, [
    '"x,y",2020-01-01 00:00,"load, kW",1,naive,1,,',
    'z,2020-01-01T01:00+01:00,"load, kW",1,naive,2,,',
  ]);
});
