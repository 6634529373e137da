/**
 * The guide's speed tables, made of results.json: `deno task bench:table`. Nobody writes them by hand, which
 * tests/bench/table_test.ts sees to.
 */
import { type Cells, type Part, readResults, type Results } from "./results.ts";

const PAGE = new URL("../../src/guide/benchmarks.md", import.meta.url);
const BEGIN = "<!-- made by deno task bench:table -->";
const END = "<!-- end of what bench:table made -->";

/** A Markdown table, its columns padded as `deno fmt` pads them; numbers and short words stand as they are. */
function markdown(rows: readonly Cells[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? "")))];
  const widths = columns.map((_, c) => Math.max(3, ...lines.map((line) => line[c].length)));
  const text = lines.map((line) => `| ${line.map((cell, c) => cell.padEnd(widths[c])).join(" | ")} |`);
  return [text[0], `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...text.slice(1)].join(
    "\n",
  );
}

function origin({ machine, versions }: Part): string {
  return `${machine}; ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")}.`;
}

/** Text that `deno fmt` leaves as it is. */
function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

/** Rows that fill the same columns make one table. */
function tables(rows: readonly Cells[]): string {
  const groups = Map.groupBy(rows, (row) => Object.keys(row).join());
  return [...groups.values()].map(markdown).join("\n\n");
}

/** What stands in the page between the two marks. */
export function section({ peers, stream }: Results): string {
  const parts: string[] = [BEGIN];
  if (peers !== undefined) {
    parts.push(
      fenced(`Microseconds, medians, one thread unless said.\n${origin(peers)}`),
      tables(peers.rows),
    );
  }
  if (stream !== undefined) {
    parts.push(fenced(`The whole command, start included.\n${origin(stream)}`), tables(stream.rows));
  }
  return [...parts, END].join("\n\n");
}

/** The page with the section renewed. @throws {Error} if it has no place for it */
export function renewed(page: string, results: Results): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`Cannot find "${BEGIN}" … "${END}" in benchmarks.md`);
  return page.slice(0, begin) + section(results) + page.slice(end + END.length);
}

if (import.meta.main) {
  await Deno.writeTextFile(PAGE, renewed(await Deno.readTextFile(PAGE), await readResults()));
}
