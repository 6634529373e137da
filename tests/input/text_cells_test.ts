import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { type ReaderOptions, RowReader } from "../../src/input/row_reader.ts";

const OPTIONS: ReaderOptions = {
  format: "csv",
  features: [],
  targets: [],
  badRows: "fail",
  name: "test",
  onBadRow() {},
};

async function read(
  text: string,
  options: Partial<ReaderOptions>,
): Promise<[number[], string[], boolean[]][]> {
  const reader = await RowReader.open(new Blob([text]).stream(), { ...OPTIONS, ...options });
  const rows: [number[], string[], boolean[]][] = [];
  while (await reader.fill()) {
    while (reader.next()) {
      const { values, texts } = reader.row;
      const places = Array.from({ length: texts?.count ?? 0 }, (_, i) => i);
      rows.push([[...values], places.map((i) => texts!.text(i)), places.map((i) => texts!.isMissing(i))]);
    }
  }
  return rows;
}

Deno.test("RowReader: text columns come as they stand, in the order asked for, beside the numbers", async () => {
  const csv = 'key,x,label,ch\na,1,stable,"""\n"\na,,?, \na,3,,é\n'.replace('\n"', '"');
  assertEquals(await read(csv, { series: "key", features: ["x"], texts: ["ch", "label"] }), [
    [[1], ['"', "stable"], [false, false]],
    [[NaN], [" ", "?"], [true, true]],
    [[3], ["é", ""], [false, true]],
  ]);
});

Deno.test("RowReader: text columns of NDJSON may hold numbers, which stay as they were written", async () => {
  const rows = await read('{"x":1,"label":1.50}\n{"x":2,"label":null}\n', {
    format: "ndjson",
    features: ["x"],
    texts: ["label"],
  });
  assertEquals(rows, [[[1], ["1.50"], [false]], [[2], [""], [true]]]);
});

Deno.test("RowReader: numericFeatures takes every numeric column without a role, and only those", async () => {
  const rows = await read("time,a,label,b,word\n1,2,1,,x\n2,3,0,5,y\n", {
    numericFeatures: true,
    texts: ["label"],
  });
  assertEquals(rows, [[[2, NaN], ["1"], [false]], [[3, 5], ["0"], [false]]]);
});

Deno.test("RowReader: a text column has no second role, and must be there", async () => {
  await assertRejects(
    () => read("x,label\n1,a\n", { features: ["x"], texts: ["x"] }),
    UsageError,
    'Cannot use column "x" as text column: it is the feature already',
  );
  await assertRejects(() => read("x,label\n1,a\n", { texts: ["lable"] }), UsageError, "Cannot find column");
});
