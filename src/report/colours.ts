import type { Line, LinesFigure } from "./figure.ts";
import { COLOURS } from "./palette.ts";

/** Widths that lines above each other may have: the page's style gives as many. */
export const WIDTHS = 6;

/** Classes of a figure's line: its stroke, its colour, its width. When the colours are used up they come again, dashed. */
export function lineClass({ lines, isNested }: LinesFigure, place: number): string {
  const line = lines[place];
  const again = (line.colour ?? place) >= COLOURS && !line.isTruth ? "dashed" : "solid";
  const above = isNested ? Math.min(lines.length - 1 - place, WIDTHS - 1) : 0;
  const best = line.isBest ? " best" : "";
  return `${line.stroke ?? again} ${colourClass(line, place)}${best}${above > 0 ? ` under${above}` : ""}`;
}

/** A line's colour alone, for dots and names. */
export function colourClass({ colour, isTruth }: Line, place: number): string {
  return isTruth ? "truth" : `c${(colour ?? place) % COLOURS}`;
}
