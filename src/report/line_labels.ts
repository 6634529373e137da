import { html, type Markup } from "./html.ts";

/** A line's label: its name, and the height at which the line ends. */
export interface LineLabel {
  readonly name: string;
  readonly y: number;
  /** Class of its colour. */
  readonly colour: string;
}

/** Least distance between two labels, in pixels. */
const DISTANCE = 15;

/** The lines' names at their right ends, moved apart where they would overlap. */
export function lineLabels(ends: readonly LineLabel[], x: number, top: number, bottom: number): Markup {
  const placed = spread(ends.map(({ y }) => y), top, bottom);
  return html`${
    ends.map(({ name, colour }, i) =>
      html`<text class="end ${colour}" x="${x}" y="${(placed[i] + 4).toFixed(1)}">${name}</text>`
    )
  }`;
}

/** Places in the same order as those wanted, `DISTANCE` apart and within the bounds as far as the space allows. */
export function spread(wanted: readonly number[], top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const placed = [...wanted];
  let free = top;
  for (const i of order) free = (placed[i] = Math.max(placed[i], free)) + DISTANCE;
  let bound = bottom;
  for (const i of order.toReversed()) bound = (placed[i] = Math.min(placed[i], bound)) - DISTANCE;
  return placed;
}
