/** A p-value as it is told: three digits, `< 0.001` below that, – where there is none. @param equals what stands before the digits */
export function pText(p: number, equals = ""): string {
  if (Number.isNaN(p)) return "–";
  return p < 0.001 ? "< 0.001" : equals + p.toFixed(3);
}
