/** What holds for any bytes: in any chunks, on both paths through the records, after any damage. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { RunError, UsageError } from "../../src/base/errors.ts";
import type { ReaderOptions } from "../../src/input/row_reader.ts";
import { bytesOf, read } from "./reading.ts";

const SEED = 20264;
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });

Deno.test("RowReader reads plain and quoted lines to the same rows, in any chunks", async () => {
  const field = fc.oneof(
    fc.double().map(String),
    fc.constantFrom("", "NA", " 7 ", "?", "x", "1e5", "-0.25", "2020-01-01", "é", "1_0", "#", "1e999"),
    fc.string({ unit: fc.constantFrom(..."ab1 .-é\t"), maxLength: 6 }),
  );
  const record = fc.array(fc.tuple(field, fc.boolean()), { minLength: 2, maxLength: 5 });
  const options = { series: "id", targets: ["v"], features: ["w"] };
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 12 }),
      sizes,
      fc.constantFrom("\n", "\r\n"),
      async (records, sizes, end) => {
        const text = (write: (field: string, isQuoted: boolean) => string) =>
          [
            "id,v,w",
            ...records.map((fields) => fields.map(([field, isQuoted]) => write(field, isQuoted)).join(",")),
          ].join(end);
        const plain = await read(text((field) => field), options);
        const { rows, bad, error } = await read(
          text((field, isQuoted) => isQuoted ? `"${field}"` : field),
          options,
          sizes,
        );
        assertEquals(rows, plain.rows);
        assertEquals(
          bad.map(({ line, reason }) => [line, reason]),
          plain.bad.map(({ line, reason }) => [line, reason]),
        );
        assertEquals(error?.message, plain.error?.message);
      },
    ),
    { seed: SEED, numRuns: 400 },
  );
});

Deno.test("RowReader reads back what a CSV writer wrote, in any chunks", async () => {
  // CRLF in a quoted field comes back as LF: @std/csv takes both for one line break.
  const unit = fc.constantFrom('"', ",", "\n", "\r", "#", "é", "🙂", "a", " ", "\0", "\u2028", "\uffff");
  const key = fc.string({ unit, maxLength: 9 }).filter((text) => !text.includes("\r\n"));
  const row = fc.tuple(key, fc.double({ noDefaultInfinity: true }), fc.integer({ min: 0, max: 9 }));
  const quoted = (text: string) => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), sizes, async (written, sizes) => {
      let time = 0;
      let text = "time,key,value\n";
      const times = written.map(([key, value, step]) => {
        time += step;
        text += `${time},${quoted(key)},${Object.is(value, -0) ? "-0" : value}\n`;
        return time;
      });
      const { rows, bad } = await read(text, { series: "key", targets: ["value"] }, sizes);
      assertEquals(bad, []);
      assertEquals(
        rows.map(({ series, values, time }) => [series, values[0], time]),
        written.map(([key, value], i) => [key, value, times[i]]),
      );
    }),
    { seed: SEED, numRuns: 200 },
  );
});

Deno.test("RowReader loses no other row to one damaged line, nor to two stray quotes", async () => {
  const damage = fc.tuple(
    fc.nat(999),
    fc.nat(99),
    fc.string({
      unit: fc.constantFrom('"', ",", "x", "1", "\r", "\0", "é", '""', '","'),
      minLength: 1,
      maxLength: 5,
    }),
  );
  const count = 90;
  const check = async (damages: [number, number, string][]) => {
    const lines = Array.from({ length: count }, (_, i) => `${i},${i * i}`);
    const damaged = new Set<number>();
    for (const [where, at, what] of damages) {
      const line = where % count;
      const place = at % (lines[line].length + 1);
      lines[line] = lines[line].slice(0, place) + what + lines[line].slice(place);
      damaged.add(line + 2);
    }
    const { rows, bad, records } = await read(`a,b\n${lines.join("\n")}\n`, {
      targets: ["a"],
      features: ["b"],
    }, [1000]);
    const good = new Set(rows.map(({ line }) => line));
    for (let line = 2; line < count + 2; line++) {
      assert(damaged.has(line) || good.has(line), `line ${line} was lost`);
    }
    for (const { line } of bad) assert(damaged.has(line), `line ${line} was bad`);
    assertEquals(records, rows.length + bad.length);
  };
  await fc.assert(fc.asyncProperty(damage, (one) => check([one])), { seed: SEED, numRuns: 300 });
  const quote = fc.tuple(fc.nat(999), fc.nat(99), fc.constant('"'));
  await fc.assert(fc.asyncProperty(quote, quote, (one, other) => check([one, other])), {
    seed: SEED,
    numRuns: 300,
  });
});

const VALID: [string, Partial<ReaderOptions>][] = [
  ['time,id,v,note\n1,a,1.5,x\n2,b,2.5,"y, z"\n\n3,a,NA,"two\nlines"\n4,"b",-1e3,w\n', {
    series: "id",
    targets: ["v"],
  }],
  ["# c\r\nDate, v\r\n2020-01-01, 1\r\n2020-01-02T10:00Z, ?\r\n2020-01-03 11:00:00.5+01:00, 3\r\n", {}],
  ['{"t":"2020-01-01","v":1,"k":"a"}\n{"t":"2020-01-02","v":"2","k":3}\n{"v":null,"t":"2020-01-03"}\n', {
    format: "ndjson",
    time: "t",
    series: "k",
    targets: ["v"],
  }],
];

Deno.test("RowReader meets any damage with rows, bad rows and errors for people, the same in any chunks", async () => {
  const edit = fc.record({
    at: fc.nat(400),
    length: fc.nat(3),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc.constantFrom(
        '"',
        '""',
        ",",
        "\n",
        "\r\n",
        "\0",
        "\ufeff",
        "{",
        "}",
        "#",
        "1e",
        '\n"',
        "__proto__",
        "[[",
      ).map(bytesOf),
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...VALID),
      fc.array(edit, { minLength: 1, maxLength: 6 }),
      sizes,
      async ([text, options], edits, sizes) => {
        let bytes = bytesOf(text);
        for (const { at, length, bytes: inserted } of edits) {
          const from = at % (bytes.length + 1);
          bytes = new Uint8Array([...bytes.subarray(0, from), ...inserted, ...bytes.subarray(from + length)]);
        }
        const whole = await read(bytes, options);
        const { rows, bad, error, records, skipped } = whole;
        assert(error === undefined || error instanceof UsageError || error instanceof RunError, error?.stack);
        assert(error === undefined || !/[\n\0]/.test(error.message), error?.message);
        assertEquals([records, skipped], [rows.length + bad.length, bad.length]);
        for (let i = 1; i < rows.length; i++) assert(rows[i].line > rows[i - 1].line);
        const cut = await read(bytes, options, sizes);
        assertEquals({ ...cut, error: cut.error?.message }, { ...whole, error: error?.message });
      },
    ),
    { seed: SEED, numRuns: 1500 },
  );
});
