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
  /** Whether lines have their names at their right ends, beside the legend. */
  readonly hasEndNames: boolean;
}

/** Height of a lane of marks. */
export const LANE = 10;
/** Lines whose names still find room at their right ends. */
const NAMED = 6;
const LONGEST_NAME = 14;
const CHARACTER = 8;

/** For a screen or paper. The lines' area is as high with lanes of marks above it as without. */
export function wideFrame({ lines, marks = [] }: LinesFigure): Frame {
  const named = lines.filter(({ points }) => points.length > 0);
  const hasEndNames = named.length > 1 && named.length <= NAMED;
  const longest = Math.max(...named.map(({ name }) => [...endName(name)].length));
  const lanes = LANE * marks.length;
  return {
    width: 680,
    height: 350 + lanes,
    left: 66,
    right: 680 - (hasEndNames ? 12 + CHARACTER * longest : 16),
    top: 34 + lanes,
    bottom: 302 + lanes,
    columns: 7,
    rows: 6,
    hasEndNames,
  };
}

/** For a phone, where shrinking the wide one would leave letters too small to read. */
export function narrowFrame({ marks = [] }: LinesFigure): Frame {
  const lanes = LANE * marks.length;
  return {
    width: 350,
    height: 280 + lanes,
    left: 52,
    right: 336,
    top: 30 + lanes,
    bottom: 234 + lanes,
    columns: 4,
    rows: 5,
    hasEndNames: false,
  };
}

/** A line's name as it stands at its end. */
export function endName(name: string): string {
  return label(name, LONGEST_NAME);
}
