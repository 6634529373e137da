const BLOCKS = "▁▂▃▄▅▆▇█";

/** Numbers as a line of block characters, the smallest lowest; a space where there is none. Equal ones lie in the middle. */
export function sparkline(values: readonly number[]): string {
  const known = values.filter(Number.isFinite);
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  return values.map((value) => {
    if (!Number.isFinite(value)) return " ";
    const share = range > 0 ? (value - low) / range : 0.5;
    return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))];
  }).join("");
}
