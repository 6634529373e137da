import { fill } from "./fill.ts";
import { tableLines } from "./markdown_table.ts";

/**
 * A page of Markdown as plain text for a terminal: paragraphs and lists filled to the width, tables aligned, code as it
 * stands, four spaces in. It knows what the guide uses: headings, paragraphs, lists, fenced code, tables, comments.
 *
 * @param width columns that text and tables keep to; code may be wider
 */
export function markdownText(markdown: string, width: number): string {
  const blocks: string[] = [];
  const lines = markdown.replaceAll(/<!--.*?-->\n?/gs, "").split("\n");
  for (let i = 0; i < lines.length;) {
    const begin = i;
    const first = lines[i++];
    if (first.trim() === "") continue;
    const fence = /^ *```/.exec(first);
    const heading = /^(#+) (.*)$/.exec(first);
    if (fence !== null) {
      while (i < lines.length && !lines[i].startsWith(fence[0])) i++;
      blocks.push(lines.slice(begin + 1, i++).map((line) => `    ${line}`.trimEnd()).join("\n"));
    } else if (heading !== null) {
      blocks.push(headingText(inline(heading[2]), heading[1].length));
    } else if (first.startsWith("|")) {
      while (i < lines.length && lines[i].startsWith("|")) i++;
      blocks.push(tableLines(lines.slice(begin, i).map(cellsOf), width).join("\n"));
    } else {
      while (i < lines.length && belongsTo(lines[i])) i++;
      blocks.push(...paragraphs(lines.slice(begin, i), width));
    }
  }
  return blocks.join("\n\n") + "\n";
}

/** Whether a line goes on with the paragraph or list before it. */
function belongsTo(line: string): boolean {
  return line.trim() !== "" && !/^(#|\||```)/.test(line);
}

/** The first two levels are underlined. */
function headingText(text: string, level: number): string {
  return level > 2 ? text : `${text}\n${(level === 1 ? "=" : "-").repeat(text.length)}`;
}

/** A paragraph, or the items of a list, each filled; items without a blank line between them stay together. */
function paragraphs(lines: readonly string[], width: number): string[] {
  const items: string[] = [];
  for (const line of lines) {
    if (items.length === 0 || /^ *(-|\d+\.) /.test(line)) items.push(line);
    else items[items.length - 1] += ` ${line.trim()}`;
  }
  return [
    items.map((item) => {
      const [mark] = /^ *(?:(?:-|\d+\.) )?/.exec(item)!;
      const margin = " ".repeat(mark.length);
      return mark + fill(inline(item.slice(mark.length)), width - mark.length).join(`\n${margin}`);
    }).join("\n"),
  ];
}

function cellsOf(row: string): string[] {
  return row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => inline(cell.trim().replaceAll("\\|", "|")));
}

/** Code loses its backticks, emphasis its marks; a link keeps its text, and its address where it leads out of the guide. */
function inline(text: string): string {
  return text.split(/(`[^`]*`)/).map((part) =>
    part.startsWith("`") ? part.slice(1, -1) : part
      .replaceAll(/\[([^\]]*)\]\(([^)]*)\)/g, (_, label, target) => linkText(label, target))
      .replaceAll(/\*\*([^*]+)\*\*/g, "$1")
      .replaceAll(/(?<![\w])_([^_]+)_(?![\w])/g, "$1")
  ).join("");
}

function linkText(label: string, target: string): string {
  if (/^https?:/.test(target)) return `${label} (${target})`;
  const [, topic] = /^(\w+)\.md/.exec(target) ?? [];
  return topic === undefined || topic === label.toLowerCase() ? label : `${label} (help ${topic})`;
}
