import { lineClass } from "./colours.ts";
import type { LinesFigure } from "./figure.ts";
import { html, type Markup } from "./html.ts";
import { COLOURS } from "./palette.ts";

/** What each line, band and mark is, under the picture, so that it wraps where the page is narrow. */
export function legend(figure: LinesFigure): Markup {
  const { lines, bands = [], marks = [], spans = [] } = figure;
  return html`<ul class="legend">${
    lines.map((line, i) =>
      key(
        html`
          <path class="line ${lineClass(figure, i)}" d="M1,6H25" />
        `,
        line.name,
      )
    )
  }${boxes(bands, "band")}${boxes(spans, "band span")}${
    marks.map(({ name, colour }) =>
      key(
        html`
          <path class="mark c${colour % COLOURS}" d="M9,2V10M17,2V10" />
        `,
        name,
      )
    )
  }</ul>`;
}

function key(shape: Markup, name: string): Markup {
  return html`<li><svg class="key" viewBox="0 0 26 12" aria-hidden="true">${shape}</svg>${name}</li>`;
}

function boxes(
  ranges: readonly { readonly name: string; readonly colour: number }[],
  kind: string,
): Markup[] {
  return ranges.map(({ name, colour }) => {
    const shape = html`
      <rect class="${kind} c${colour % COLOURS}" x="1" y="1" width="24" height="10" />
    `;
    return key(shape, name);
  });
}
