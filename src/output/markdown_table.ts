import { fill } from "./fill.ts";

/** Between two columns. */
const GAP = "  ";
/** Nothing is wrapped narrower than this, whatever the width. */
const NARROWEST = 12;

/**
 * A table set for a terminal: columns aligned, numbers to the right, wide cells wrapped so that a line keeps to the width.
 *
 * @param rows cells by row: the header, the row of dashes, and the body
 */
export function tableLines(rows: readonly (readonly string[])[], width: number): string[] {
  const [header, , ...body] = rows;
  const all = [header, ...body];
  const widths = columnWidths(all, width);
  const isNumeric = header.map((_, c) =>
    body.some((row) => row[c] !== "") && body.every((row) => /^[-+−–]?[\d.,]*( ?[%×])?$/.test(row[c] ?? ""))
  );
  const isSpaced = body.some((row) => row[0].length > widths[0]); // else the first column shows where a row begins
  const lines = (row: readonly string[]) => {
    const cells = row.map((cell, c) => fill(cell, widths[c]));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, i) =>
      cells.map((cell, c) => {
        const text = cell[i] ?? "";
        return isNumeric[c] ? text.padStart(widths[c]) : text.padEnd(widths[c]);
      }).join(GAP).trimEnd());
  };
  const rule = widths.map((n) => "-".repeat(n)).join(GAP);
  const set = body.map(lines);
  const below = isSpaced ? set.flatMap((row, i) => i === 0 ? row : ["", ...row]) : set.flat();
  return [...lines(header), rule, ...below];
}

/** The widths of the columns: as wide as their cells, then the widest narrowed until a line fits. */
function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const longest = (c: number, lengths: (cell: string) => number) =>
    Math.max(1, ...rows.map((row) => lengths(row[c] ?? "")));
  const widths = rows[0].map((_, c) => longest(c, (cell) => cell.length));
  const least = rows[0].map((_, c) =>
    Math.min(
      widths[c],
      Math.max(NARROWEST, longest(c, (cell) => Math.max(...cell.split(" ").map((w) => w.length)))),
    )
  );
  const room = width - GAP.length * (widths.length - 1);
  let total = widths.reduce((sum, n) => sum + n, 0);
  while (total > room) {
    let widest = -1;
    for (let c = 0; c < widths.length; c++) {
      if (widths[c] > least[c] && (widest < 0 || widths[c] > widths[widest])) widest = c;
    }
    if (widest < 0) break; // words too long for the width: the table is wider
    widths[widest]--;
    total--;
  }
  return widths;
}
