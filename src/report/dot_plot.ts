import { label } from "../output/label.ts";
import { html, type Markup } from "./html.ts";
import type { DotPlot } from "./page_parts.ts";
import { COLOURS } from "./palette.ts";
import { type Scale, scaleOf, ticksOf } from "./scales.ts";

const ROW = 20;
const TOP = 10;

/** What differs between a wide page and a narrow one. */
interface Width {
  readonly kind: "broad" | "narrow";
  readonly width: number;
  readonly names: number;
  readonly letters: number;
  readonly marks: number;
}

const WIDTHS: readonly Width[] = [
  { kind: "broad", width: 680, names: 150, letters: 20, marks: 7 },
  { kind: "narrow", width: 350, names: 90, letters: 12, marks: 4 },
];

/** A line for each row, its dots by their values; the best one's are larger. */
export function dotPlot(plot: DotPlot): Markup {
  const { title, note, rows, x } = plot;
  const values = rows.flatMap(({ dots }) => dots.map(({ value }) => value));
  const names = new Map(rows.flatMap(({ dots }) => dots.map(({ name, colour }) => [name, colour] as const)));
  return html`
    <figure><figcaption><b>${title}</b><span>${note}</span></figcaption>${WIDTHS.map((width) =>
      drawn(plot, width, scaleOf(x, values, [width.names + 8, width.width - 12]))
    )}<ul class="legend">${[...names].map(([name, colour]) =>
      html`<li><svg class="key" viewBox="0 0 26 12" aria-hidden="true"><circle class="c${
        colour % COLOURS
      }" cx="13" cy="6" r="5"/></svg>${name}</li>`
    )}</ul></figure>
  `;
}

function drawn(
  { title, rows, x }: DotPlot,
  { kind, width, names, letters, marks }: Width,
  across: Scale,
): Markup {
  const bottom = TOP + ROW * rows.length;
  const ticks = ticksOf(x, across, marks).map(({ at, text }) =>
    html`
      <path class="grid" d="M${at.toFixed(1)},${TOP}V${bottom}" />
      <text class="tick" x="${at.toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${text}</text>
    `
  );
  const zero = across(0).toFixed(1);
  return html`<svg class="${kind}" viewBox="0 0 ${width} ${bottom + 46}" role="img" aria-label="${title}">
  ${ticks}<path class="axis" d="M${zero},${TOP}V${bottom}"/>${
    rows.map(({ name, dots }, i) => {
      const y = TOP + ROW * (i + 0.5);
      return html`<text class="label" x="${names}" y="${y + 4}" text-anchor="end">${
        label(name, letters)
      }</text>${
        dots.map(({ value, colour, isBest }) =>
          html`
            <circle class="c${colour % COLOURS}" cx="${across(value).toFixed(1)}" cy="${y}" r="${isBest
              ? 5
              : 3}" />
          `
        )
      }`;
    })
  }<text class="label" x="${((names + width) / 2).toFixed(0)}" y="${
    bottom + 40
  }" text-anchor="middle">${x.label}</text></svg>`;
}
