import { isDated, type RunTime } from "../evaluation/row_place.ts";
import type { Axis } from "./figure.ts";
import { digits } from "./number_text.ts";
import { momentText, spanText } from "./time_ticks.ts";

/** The axis of rows' places. @param what a row is counted in, where there is no time: `series`, `run` */
export function timeAxis({ kind, name }: RunTime, places: readonly number[], what: string): Axis {
  if (kind === "row") return { label: `row of the ${what} (number)`, isWhole: true };
  if (kind === "number") return { label: `${name} (number)` };
  const shown = places.filter(Number.isFinite);
  const span = shown.length === 0 ? "" : ` (${spanText(Math.min(...shown), Math.max(...shown))})`;
  return { label: `${name}${span}`, scale: "time" };
}

/** A place in words: `24 Apr 2020`, `17`, `row 5,106`. */
export function placeText(time: RunTime, place: number): string {
  if (isDated(time)) return momentText(place);
  return time.kind === "row" ? `row ${place.toLocaleString("en-US")}` : digits(place);
}
