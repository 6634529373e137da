import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parse } from "@std/csv";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { drawBrackets } from "../../src/lessons/brackets.ts";
import { startWithLongMemory } from "../../src/lessons/chrono.ts";
import { RecallBatch } from "../../src/lessons/recall_task.ts";
import { cellText, tableCsv } from "../../src/lessons/table_csv.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";

Deno.test("RecallBatch: the marked value, and no other, is the label", () => {
  const batch = new RecallBatch(20, 7, 5);
  batch.draw(new Random(3));
  assertEquals([...batch.lengths], [...batch.lengths].sort((a, b) => b - a));
  const row = new Float64Array(2);
  for (let b = 0; b < 20; b++) {
    for (let back = 1; back <= 14; back++) {
      batch.write(b, back, row, 0);
      assertEquals(row[1], back === 7 ? 1 : 0);
      assertEquals(row[0] === batch.labels[b], back === 7);
      if (back > batch.lengths[b]) assertEquals(row[0], 0);
    }
  }
});

Deno.test("drawBrackets: as many opening as closing, half of them balanced, longest first", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 15 }), (seed, pairs) => {
      const { sequences, lengths, labels } = drawBrackets(new Random(seed), 10, pairs);
      assertEquals(lengths, lengths.toSorted((a, b) => b - a));
      assertEquals(labels.reduce((sum, label) => sum + label, 0), 5);
      sequences.forEach((sequence, b) => {
        assertEquals(sequence.reduce((sum, bracket) => sum + bracket, 0), sequence.length / 2);
        const text = Array.from(sequence, (bracket) => "()"[bracket]).join("");
        let left = text;
        while (left.includes("()")) left = left.replaceAll("()", "");
        assertEquals(labels[b], left === "" ? 1 : 0, text);
      });
    }),
    { seed: 6, numRuns: 60 },
  );
});

Deno.test("startWithLongMemory: an lstm forgets and writes by opposite biases, an rnn is left alone", () => {
  const sizes = { inputs: 2, hidden: 4, layers: 1, outputs: 1, skip: false };
  for (const [name, cell] of Object.entries(CELLS)) {
    const network = new RecurrentNetwork(createReference(), cell, sizes, new Random(1));
    const before = network.parameters.read("bias_ih_l0");
    startWithLongMemory(network.parameters, cell, 4, 40, new Random(2));
    const after = network.parameters.read("bias_ih_l0");
    if (name === "rnn") assertEquals(after, before);
    if (name !== "lstm") continue;
    for (let unit = 0; unit < 4; unit++) {
      const [i, f] = [after[unit], after[4 + unit]];
      assertAlmostEquals(i, -f, 1e-12);
      assert(f >= 0 && f <= Math.log(40));
    }
  }
});

Deno.test("tableCsv: @std/csv reads back what it wrote", () => {
  const cells = fc.oneof(fc.string(), fc.constantFrom('a"b', "x,y", "two\nlines"));
  fc.assert(
    fc.property(fc.array(fc.tuple(cells, fc.integer()), { minLength: 1, maxLength: 5 }), (rows) => {
      const table = { columns: ["text", "number"], rows };
      fc.pre(rows.every(([text]) => !text.includes("\r")));
      const [, ...read] = parse(tableCsv(table));
      assertEquals(read, rows.map((row) => row.map(cellText)));
    }),
    { seed: 7, numRuns: 100 },
  );
  assertEquals(cellText(0.123456789), "0.123457");
  assertEquals(cellText(1234567), "1234567");
});
