const UNITS: ReadonlyMap<string, number> = new Map([["s", 1], ["m", 60], ["h", 3600], ["d", 86_400]]);

/** Milliseconds that a text such as `90s`, `10m`, `1.5h` or `1d` says, or undefined if it says none. */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,9}(?:\.\d{1,3})?)([smhd])$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return Math.round(Number(digits) * UNITS.get(unit)! * 1000);
}
