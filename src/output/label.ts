/** A name from the user's data, fit for a line on a terminal: control characters replaced, cut to `length`. */
export function label(name: string, length = 40): string {
  const clean = name.replace(/\p{Cc}/gu, "�");
  const characters = [...clean];
  return characters.length <= length ? clean : characters.slice(0, length - 1).join("") + "…";
}

/** `1 row ahead`, `5 rows ahead`. */
export function ahead(horizon: number): string {
  return `${horizon} ${horizon === 1 ? "row" : "rows"} ahead`;
}

/** `1 row`, `4,931 rows`. */
export function rows(n: number): string {
  return `${count(n)} ${n === 1 ? "row" : "rows"}`;
}

/** `4,931`: a whole number as people read it. By hand: the first `toLocaleString` of a run takes 8 ms. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}
