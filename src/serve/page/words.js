/** Numbers and times in words. Times are the rows' own wall clock, in milliseconds as if it were UTC. */

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const DAY = 86_400_000;

/** Four digits that count, or all before the point; – for none. */
export function digits(value) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  if (size >= 1e15 || (size < 1e-4 && size > 0)) return value.toExponential(3);
  return (size >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(4)).replace("-", "−");
}

export function count(value) {
  return Math.round(value).toLocaleString("en-US");
}

/** 12.3 % */
export function percent(share, decimals = 1) {
  if (share === null || share === undefined) return "–";
  return `${(100 * share).toFixed(decimals).replace("-", "−").replace(/^−(0\.?0*)$/, "$1")} %`;
}

/** `24 Apr 2020`, `24 Apr 2020, 15:00`; `row 17`; `3.5`. */
export function moment(place, { kind }) {
  if (place === null || place === undefined) return "–";
  if (kind === "row") return `row ${count(place)}`;
  if (kind === "number") return digits(place);
  const date = new Date(place);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  if (place % DAY === 0) return day;
  return `${day}, ${date.toISOString().slice(11, place % 60_000 === 0 ? 16 : 19)}`;
}

/** `12 s`, `3.5 min`, `2 h` */
export function duration(seconds) {
  const size = Math.abs(seconds);
  if (size < 90) return `${Math.round(seconds)} s`;
  if (size < 5400) return `${(seconds / 60).toFixed(1)} min`;
  return size < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}

/** Marks of an axis of time, so many milliseconds apart: a day where one begins, the clock between. */
export function ticks(places, step) {
  return places.map((place, i) => {
    const date = new Date(place);
    const [year, month] = [date.getUTCFullYear(), MONTHS[date.getUTCMonth()]];
    if (step >= 360 * DAY) return String(year);
    if (step >= 28 * DAY) return i === 0 || date.getUTCMonth() === 0 ? `${month} ${year}` : month;
    if (step >= DAY || place % DAY === 0) return `${date.getUTCDate()} ${month}`;
    return date.toISOString().slice(11, step < 60_000 ? 19 : 16);
  });
}
