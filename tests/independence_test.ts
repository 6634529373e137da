import { assert, assertEquals } from "@std/assert";
import { filesUnder, read } from "./support/sources.ts";

/** Nothing depends on the machine that it was written on: no source and no test names a file by an absolute path. */

/** A folder of some machine at the beginning of a path. What precedes it is no name, address or expression. */
const ABSOLUTE =
  /(?<![\w.:/)}\]>*$-])(?:\/(?:bin|etc|home|lib|media|mnt|opt|private|root|sbin|srv|tmp|Users|usr|var|work)\/|[A-Z]:\\\\?\w)[\w./-]*/g;
/** A file that is asked for to be refused. */
const NEVER_OPENED = ["/etc/passwd"];

function absolutePaths(text: string): string[] {
  return [...text.matchAll(ABSOLUTE)].map(([path]) => path).filter((path) => !NEVER_OPENED.includes(path));
}

Deno.test("no source, test or task names a file by an absolute path", async () => {
  const files = ["main.ts", "deno.json", "tests/deno.json"];
  for (const folder of ["src", "tests", "fixtures"]) {
    for (const ending of [".ts", ".py"]) files.push(...await filesUnder(folder, ending));
  }
  assert(files.length > 400);
  const found: string[] = [];
  for (const file of files) {
    if (file === "tests/independence_test.ts") continue;
    for (const path of absolutePaths(await read(file))) found.push(`${file}: ${path}`);
  }
  assertEquals(found, []);
});

Deno.test("the rule for absolute paths finds what it is there to find", () => {
  assertEquals(absolutePaths('for (const python of ["/opt/torchenv/bin/python", "python3"])'), [
    "/opt/torchenv/bin/python",
  ]);
  assertEquals(absolutePaths("cat /tmp/rows.csv; file:///home/me"), ["/tmp/rows.csv"]);
  assertEquals(absolutePaths('"C:\\\\data"'), ["C:\\\\data"]);
  const fine = 'https://example.org/tmp/x, "/dev/null", `${root}/etc/x`, "../usr/x", "/etc/passwd", n /var';
  assertEquals(absolutePaths(fine), []);
});
