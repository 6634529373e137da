import { fill } from "../output/fill.ts";

/** Text set in columns, for `--help`. */

/** The width that no line of help exceeds. */
const WIDTH = 98;

/** Two columns: `left`, and `right` wrapped beside it; below it where `left` is too wide. */
export function entry(left: string, right: string, indent: number): string {
  const margin = " ".repeat(indent);
  const lines = fill(right, WIDTH - indent).map((line) => margin + line);
  if (left.length + 2 > indent) return [left, ...lines].join("\n");
  return [left + lines[0].slice(left.length), ...lines.slice(1)].join("\n");
}

/** A paragraph, indented. */
export function paragraph(text: string, indent: number): string {
  const margin = " ".repeat(indent);
  return fill(text, WIDTH - indent).map((line) => margin + line).join("\n");
}
