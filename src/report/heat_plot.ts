import type { HeatFigure } from "./figure.ts";
import { html, type Markup } from "./html.ts";

const SIDE = 380;
const MARGIN = { left: 56, top: 8, bottom: 46, right: 12 };
/** Marks on an axis, at most. */
const MARKS = 8;

/** A matrix as shades of one colour, its first row on top, with a key to the shades. */
export function heatPlot({ title, x, y, value, most, values }: HeatFigure): Markup {
  const rows = values.length;
  const columns = values[0]?.length ?? 0;
  const side = (SIDE - MARGIN.left - MARGIN.right) / Math.max(1, columns);
  const height = side * rows;
  const shade = (v: number) => Math.max(0, Math.min(1, v / most)).toFixed(3);
  const cells = values.flatMap((row, i) =>
    row.map((v, j) =>
      html`
        <rect class="cell" x="${(MARGIN.left + j * side).toFixed(2)}" y="${(MARGIN.top + i * side).toFixed(
          2,
        )}" width="${side.toFixed(2)}" height="${side.toFixed(2)}"
          fill-opacity="${shade(v)}">
          <title>${i + 1}, ${j + 1}: ${v.toFixed(3)}</title>
        </rect>
      `
    )
  );
  const columnMarks = marks(columns).map((j) =>
    html`<text class="tick" x="${(MARGIN.left + (j - 0.5) * side).toFixed(1)}" y="${
      MARGIN.top + height + 18
    }" text-anchor="middle">${j}</text>`
  );
  const rowMarks = marks(rows).map((i) =>
    html`<text class="tick" x="${MARGIN.left - 8}" y="${
      (MARGIN.top + (i - 0.5) * side + 4).toFixed(1)
    }" text-anchor="end">${i}</text>`
  );
  const total = MARGIN.top + height + MARGIN.bottom;
  const middle = MARGIN.top + height / 2;
  return html`
    <svg class="square" viewBox="0 0 ${SIDE} ${total}" role="img" aria-label="${title}">
    <rect class="frame" x="${MARGIN.left}" y="${MARGIN.top}" width="${side * columns}" height="${height}"/>
    ${cells}
    ${columnMarks}${rowMarks}
    <text class="label" x="${MARGIN.left + side * columns / 2}" y="${total -
      8}" text-anchor="middle">${x}</text>
    <text class="label" transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${y}</text>
    </svg>
    <ul class="legend">
      <li>${value}: 0 <span class="ramp"></span> ${most}</li>
    </ul>
  `;
}

/** 1, and round numbers up to `count`. */
function marks(count: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((step) => count / step <= MARKS) ?? count;
  return Array.from({ length: count }, (_, i) => i + 1).filter((n) => n === 1 || n % step === 0);
}
