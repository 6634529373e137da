import type { Axis } from "./figure.ts";
import type { Frame } from "./frame.ts";
import { html, type Markup } from "./html.ts";
import { type Scale, ticksOf } from "./scales.ts";

/** Both axes of a frame: marks with their numbers, grid lines across, and what the axes are, with units. */
export function axes(x: Axis, y: Axis, across: Scale, upward: Scale, frame: Frame): Markup {
  const { left, right, bottom, height } = frame;
  const rows = ticksOf(y, upward, frame.rows).map(({ at, text }) =>
    html`
      <line class="grid" x1="${left}" x2="${right.toFixed(1)}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}" />
      <text class="tick" x="${left - 8}" y="${(at + 4).toFixed(1)}" text-anchor="end">${text}</text>
    `
  );
  const columns = ticksOf(x, across, frame.columns).map(({ at, text }) =>
    html`
      <line class="axis" x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${bottom}" y2="${bottom + 5}" />
      <text class="tick" x="${at.toFixed(1)}" y="${bottom + 19}" text-anchor="middle">${text}</text>
    `
  );
  const middle = ((left + right) / 2).toFixed(1);
  return html`
    ${rows}${columns}<line class="axis" x1="${left}" x2="${right.toFixed(1)}" y1="${bottom}"
      y2="${bottom}" />
    <text class="label" x="${middle}" y="${height - 8}" text-anchor="middle">${x.label}</text>
    <text class="label" x="2" y="16">${y.label}</text>
  `;
}
