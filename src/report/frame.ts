import { label } from "../output/label.ts";
import type { LinesFigure } from "./figure.ts";

/** Where a picture of lines has its parts, in the units of its view box: a pixel each where it has its full width. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** The lines' area. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** About so many marks on each axis. */
  readonly columns: number;
  readonly rows: number;
  /** Whether lines have their names at their right ends, in addition to the legend; and the characters of the longest. */
  readonly hasLineLabels: boolean;
  readonly longestName: number;
}

/** Height of a lane of marks. */
export const LANE = 10;
/** Lines whose names still find room at their right ends. */
const NAMED = 6;

/** For a screen or paper. */
export function wideFrame(figure: LinesFigure): Frame {
  const sizes = { width: 680, height: 350, left: 66, top: 34, bottom: 302, columns: 7, rows: 6 };
  return withLanes(figure, { ...room(figure, 680 - 16, 14, 8), ...sizes });
}

/** For a phone, where shrinking the wide one would leave letters too small to read. */
export function narrowFrame(figure: LinesFigure): Frame {
  const sizes = { width: 350, height: 280, left: 48, top: 30, bottom: 234, columns: 3, rows: 5 };
  return withLanes(figure, { ...room(figure, 350 - 14, 9, 7.9), ...sizes });
}

/** Room for lanes of marks above the lines' area, which is as high with them as without. */
function withLanes({ marks = [] }: LinesFigure, frame: Frame): Frame {
  const lanes = LANE * marks.length;
  const { height, top, bottom } = frame;
  return { ...frame, height: height + lanes, top: top + lanes, bottom: bottom + lanes };
}

/** Where the lines' area ends, so that their names have room behind it. @param character room that a letter takes */
function room(
  { lines }: LinesFigure,
  right: number,
  longestName: number,
  character: number,
): Pick<Frame, "right" | "hasLineLabels" | "longestName"> {
  const named = lines.filter(({ points }) => points.length > 0);
  const hasLineLabels = named.length > 1 && named.length <= NAMED;
  const longest = Math.max(0, ...named.map(({ name }) => [...endName(name, longestName)].length));
  return { right: hasLineLabels ? right + 4 - character * longest : right, hasLineLabels, longestName };
}

/** A line's name as it stands at its end. */
export function endName(name: string, longest: number): string {
  return label(name, longest);
}
