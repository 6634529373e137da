/** A p-value as it is told: three digits, `< 0.001` below that, – where there is none. @param equals what stands before the digits */
export function pText(p: number, equals = ""): string {
  if (Number.isNaN(p)) return "–";
  return p < 0.001 ? "< 0.001" : equals + p.toFixed(3);
}

/** Four digits that count, or all of those before the point: 0.06160, 13.04, 17,420. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size < 1e-4 && size > 0)) return value.toExponential(3);
  return size >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(4);
}
