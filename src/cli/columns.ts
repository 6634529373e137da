/** Text set in columns, for `--help`. */

/** The width that no line of help exceeds. */
const WIDTH = 98;

/** Two columns: `left`, and `right` wrapped beside it; below it where `left` is too wide. */
export function entry(left: string, right: string, indent: number): string {
  const margin = " ".repeat(indent);
  const lines = wrap(right, WIDTH - indent).map((line) => margin + line);
  if (left.length + 2 > indent) return [left, ...lines].join("\n");
  return [left + lines[0].slice(left.length), ...lines.slice(1)].join("\n");
}

/** A paragraph, indented. */
export function paragraph(text: string, indent: number): string {
  const margin = " ".repeat(indent);
  return wrap(text, WIDTH - indent).map((line) => margin + line).join("\n");
}

/** Lines of at most `width` characters, broken at spaces. A longer word gets a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
