import { label } from "../output/label.ts";
import type { HeatFigure } from "./figure.ts";
import { html, type Markup } from "./html.ts";

/** Width of a picture, and of one whose matrix is much wider than high or has many names. */
const WIDTH = 380;
const WIDE = 680;
const MARGIN = { top: 8, right: 14 };
/** Sides of a cell at most, and heights at least where columns are many. */
const [LARGEST_CELL, LOWEST_CELL] = [92, 18];
/** Names that a narrow picture has no room for. */
const MANY_NAMES = 12;
/** Marks on an axis with numbers, at most. */
const MARKS = 8;
/** Characters of a name, at most, and the room that one takes. */
const [LONGEST_NAME, CHARACTER] = [14, 6.8];

/** Names of rows or columns, and which of them are written. */
interface Names {
  readonly texts: readonly string[];
  readonly shown: readonly number[];
  /** Room for the longest. */
  readonly room: number;
}

/** A matrix as shades of one colour, its first row on top, with a key to the shades. */
export function heatPlot(figure: HeatFigure): Markup {
  const { title, x, y, value, least = 0, most, values, texts, reference } = figure;
  const [rows, columns] = [values.length, values[0]?.length ?? 0];
  const isWide = columns > 1.5 * rows || Array.isArray(figure.columns) && columns > MANY_NAMES;
  const [rowNames, columnNames] = [namesOf(figure.rows ?? 1, rows), namesOf(figure.columns ?? 1, columns)];
  const left = 34 + (isWide ? 1.5 : 1) * rowNames.room; // a phone's letters are larger than the picture would have them
  const width = Math.min(
    LARGEST_CELL,
    ((isWide ? WIDE : WIDTH) - left - MARGIN.right) / Math.max(1, columns),
  );
  const height = isWide ? Math.max(LOWEST_CELL, width) : width;
  const isTurned = columnNames.room > width && columnNames.shown.length === columns;
  const bottom = MARGIN.top + height * rows;
  const total = bottom + (isTurned ? 0.7 * columnNames.room + 34 : 46);
  const middle = left + width * columns / 2;
  const cells = values.flatMap((row, i) =>
    row.map((v, j) => {
      const shade = Math.max(0, Math.min(1, (v - least) / (most - least) || 0));
      const [at, top] = [left + j * width, MARGIN.top + i * height];
      const lines = texts?.[i][j] ?? [];
      return html`
        <rect class="cell" x="${at.toFixed(2)}" y="${top.toFixed(2)}" width="${width.toFixed(
          2,
        )}" height="${height.toFixed(2)}"
          fill-opacity="${shade.toFixed(3)}">
          <title>${rowNames.texts[i]}, ${columnNames.texts[j]}: ${v === v ? v.toFixed(3) : "–"}</title>
        </rect>${cellText(lines, at + width / 2, top + height / 2, shade)}
      `;
    })
  );
  return html`
    <svg class="${isWide ? "wide" : "square"}" viewBox="0 0 ${isWide ? WIDE : WIDTH} ${total.toFixed(
      0,
    )}" role="img" aria-label="${title}">
    <rect class="frame" x="${left}" y="${MARGIN.top}" width="${(width * columns).toFixed(
      2,
    )}" height="${(height * rows).toFixed(2)}"/>${cells}${rowNames.shown.map((i) =>
      html`<text class="tick" x="${left - 7}" y="${
        (MARGIN.top + (i + 0.5) * height + 4).toFixed(1)
      }" text-anchor="end">${rowNames.texts[i]}</text>`
    )}${columnNames.shown.map((j) => {
      const at = (left + (j + 0.5) * width).toFixed(1);
      return isTurned
        ? html`
          <text class="tick" transform="translate(${at} ${(bottom + 14).toFixed(1)}) rotate(-40)"
            text-anchor="end">${columnNames.texts[j]}</text>
        `
        : html`<text class="tick" x="${at}" y="${(bottom + 18).toFixed(1)}" text-anchor="middle">${
          columnNames.texts[j]
        }</text>`;
    })}<text class="label" x="${middle.toFixed(1)}" y="${(total - 8).toFixed(
      1,
    )}" text-anchor="middle">${x}</text>
    <text class="label" transform="translate(15 ${((MARGIN.top + bottom) / 2).toFixed(
      1,
    )}) rotate(-90)" text-anchor="middle">${y}</text>
    </svg>
    <ul class="legend">
      <li>${value}: ${short(least)} <svg class="ramp" viewBox="0 0 112 13" aria-hidden="true">${ramp(
        figure,
      )}</svg> ${short(
        most,
      )}</li>${reference === undefined ? [] : html`<li>| ${reference.name}: ${short(reference.value)}</li>`}
    </ul>
  `;
}

/** The shades from the lightest to the darkest, and a mark at the reference. */
function ramp({ least = 0, most, reference }: HeatFigure): Markup {
  const steps = 28;
  const cells = Array.from({ length: steps }, (_, i) =>
    html`
      <rect class="tone" x="${4 * i}" y="0" width="4" height="13" fill-opacity="${(i / (steps - 1)).toFixed(
        2,
      )}" />
    `);
  if (reference === undefined) return html`${cells}`;
  const at = (112 * (reference.value - least) / (most - least)).toFixed(1);
  return html`
    ${cells}<path class="axis" d="M${at},0V13" />
  `;
}

/** Lines around the middle of a cell, in a colour that its shade leaves readable: see the style. */
function cellText(lines: readonly string[], x: number, y: number, shade: number): readonly Markup[] {
  const ground = shade > 0.8 ? "inside dark" : shade > 0.55 ? "inside mid" : "inside";
  return lines.map((line, i) =>
    html`<text class="${ground}" x="${x.toFixed(1)}" y="${
      (y + 4 + 14 * (i - (lines.length - 1) / 2)).toFixed(1)
    }" text-anchor="middle">${line}</text>`
  );
}

function namesOf(names: readonly string[] | number, count: number): Names {
  if (typeof names !== "number") {
    const texts = names.map((name) => label(name, LONGEST_NAME));
    const longest = Math.max(0, ...texts.map((text) => [...text].length));
    return { texts, shown: texts.map((_, i) => i), room: CHARACTER * longest };
  }
  const texts = Array.from({ length: count }, (_, i) => String(names + i).replace("-", "−"));
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => count / step <= MARKS) ?? count;
  const shown = texts.flatMap((_, i) => i === 0 && names === 1 || (names + i) % step === 0 ? [i] : []);
  return { texts, shown, room: 20 };
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
