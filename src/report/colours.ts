import type { Line } from "./figure.ts";

/** Colours of lines: the page's style gives as many. */
export const COLOURS = 8;

/** A line's classes: its colour and its stroke. When the colours are used up they come again, dashed. */
export function lineClass(line: Line, place: number): string {
  const number = line.colour ?? place;
  const again = number >= COLOURS && !line.isTruth ? "dashed" : "solid";
  return `${line.stroke ?? again} ${colourClass(line, place)}`;
}

/** A line's colour alone, for dots and names. */
export function colourClass({ colour, isTruth }: Line, place: number): string {
  return isTruth ? "truth" : `c${(colour ?? place) % COLOURS}`;
}
