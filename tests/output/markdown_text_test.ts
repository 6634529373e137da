import { assert, assertEquals } from "@std/assert";
import { markdownText } from "../../src/output/markdown_text.ts";
import { TOPICS } from "../../src/guide/topics.ts";

Deno.test("markdownText() fills paragraphs and lists, keeps code, and takes the marks away", () => {
  const page = [
    "# The _page_",
    "",
    "A paragraph of **some** words, `code_with_marks` and [a link](https://x.y) or [another](models.md#a).",
    "",
    "<!-- nobody reads this -->",
    "- one item that is",
    "  longer",
    "- two",
    "",
    "## Below",
    "",
    "```sh",
    "a |",
    "",
    "  b",
    "```",
  ].join("\n");
  assertEquals(
    markdownText(page, 40),
    [
      "The page",
      "========",
      "",
      "A paragraph of some words,",
      "code_with_marks and a link (https://x.y)",
      "or another (help models).",
      "",
      "- one item that is longer",
      "- two",
      "",
      "Below",
      "-----",
      "",
      "    a |",
      "",
      "      b",
      "",
    ].join("\n"),
  );
});

Deno.test("markdownText() aligns a table, numbers to the right, and wraps what is too wide", () => {
  const table = [
    "| name  | n      | what                     |",
    "| ----- | ------ | ------------------------ |",
    "| `a`   | 1.5    | some words that are long |",
    "| `a\\|b` | −1,234 |                          |",
  ].join("\n");
  const narrow = markdownText(table, 32);
  assertEquals(
    narrow,
    [
      "name       n  what",
      "----  ------  ------------------",
      "a        1.5  some words that",
      "              are long",
      "a|b   −1,234",
      "",
    ].join("\n"),
  );
  assertEquals(markdownText(table, 80).split("\n")[2], "a        1.5  some words that are long");
});

Deno.test("markdownText(): no page of the guide is wider than its terminal, but for code and tables of long words", async () => {
  for (const [topic, { load }] of Object.entries(TOPICS)) {
    const text = markdownText((await load()).default, 80);
    const isCode = (line: string) => line.startsWith("    ");
    const wide = text.split("\n").filter((line) => line.length > 80 && !isCode(line) && !/ {2}/.test(line));
    assertEquals(wide, [], topic);
    assert(!/\*\*|\]\(|```/.test(text), topic);
  }
});
