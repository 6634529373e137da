import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { GALLERY, readGallery, shownRow } from "./gallery.ts";

/** Files in the layouts of their sources: what is read of each, with the flags that the guide names. */
interface Expected {
  readonly source: string;
  readonly args: readonly string[];
  readonly rows: number;
  /** Series, time, values. */
  readonly first?: string;
  readonly last?: string;
  readonly said: string;
  /** Lines that are refused, and those that something is told of. */
  readonly refused: readonly number[];
  readonly told: readonly number[];
  /** What stops it, where nothing can read it as it is. */
  readonly error?: string;
  /** What is said, or stops it, where no flag is given. */
  readonly bare: string;
}

const EXPECTED: Record<string, Expected> = JSON.parse(
  Deno.readTextFileSync(new URL("expected.json", GALLERY)),
);

for (const [file, expected] of Object.entries(EXPECTED)) {
  Deno.test(`fixtures/gallery/${file} reads as ${expected.source} writes it`, async () => {
    for (const sizes of [[1 << 16], [1], [13, 5]]) {
      const reading = await readGallery(file, expected.args, sizes);
      assertEquals(reading.error?.message, expected.error);
      assertEquals(reading.rows.length, expected.rows);
      assertEquals([shownRow(reading, 0), shownRow(reading, -1)], [expected.first, expected.last]);
      assertEquals(reading.inferred, expected.said);
      assertEquals(reading.bad.map(({ line }) => line), [...expected.refused]);
      assertEquals(reading.notes.map(({ line }) => line), [...expected.told]);
    }
    const bare = await readGallery(file, []);
    assertEquals(bare.error?.message ?? bare.inferred, expected.bare);
  });
}

Deno.test("the gallery has forty layouts and more, and the guide names the command of each", () => {
  const files = [...Deno.readDirSync(GALLERY)].map(({ name }) => name).filter((name) =>
    name !== "expected.json"
  );
  assertEquals(files.sort(), Object.keys(EXPECTED).sort());
  assert(files.length >= 40);
  const guide = Deno.readTextFileSync(new URL("../../src/guide/input.md", import.meta.url));
  for (const { source, args, error } of Object.values(EXPECTED)) {
    const flags = args.map((arg) => /^[\w.,:/+-]+$/.test(arg) ? arg : `'${arg}'`).join(" ");
    const command = error !== undefined
      ? "told, with what makes rows of it"
      : flags === ""
      ? "nothing"
      : `\`${flags}\``;
    assertStringIncludes(guide.replaceAll(/ +/g, " "), `| ${source} | ${command} |`);
  }
});
