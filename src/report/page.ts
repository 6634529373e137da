import type { Figure, Points } from "./figure.ts";
import { heatPlot } from "./heat_plot.ts";
import { html, type Markup } from "./html.ts";
import { linesPlot } from "./lines_plot.ts";
import { STYLE } from "./style.ts";

/** What a page is made of, from top to bottom. */
export interface Page {
  readonly title: string;
  /** What the run was, in a sentence. */
  readonly subtitle: string;
  /** What to read from it. */
  readonly words: readonly string[];
  readonly sections: readonly Section[];
  /** How it came about: name and value. */
  readonly facts: readonly (readonly [string, string])[];
}

/** A heading with what stands under it. */
export interface Section {
  readonly heading: string;
  readonly figures?: readonly Figure[];
  readonly tables?: readonly PageTable[];
  /** Whether figures stand side by side where there is room. */
  readonly pairs?: boolean;
}

/** Rows of cells. */
export interface PageTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a row belongs to: it stands above the first of those that follow each other. */
  readonly groups?: readonly string[];
  /** Whether it is shown only when asked for. */
  readonly isFolded?: boolean;
}

/**
 * One self-contained page: no script, no network, light or dark as the reader's system is, as wide as a phone or as paper.
 * Ends with a newline.
 */
export function renderPage(page: Page): string {
  const sections = page.sections.map(filled)
    .filter(({ figures, tables }) => figures.length + tables.length > 0);
  const body = html`
    <header>
      <p class="brand">Foretide</p>
      <h1>${page.title}</h1>
      <p class="subtitle">${page.subtitle}</p>
    </header>
    <main>
    <section class="words">${page.words.map((sentence) => html`<p>${sentence}</p>`)}</section>
    ${sections.map(section)}
    <section><h2>How it was made</h2>
    <dl>${page.facts.map(([name, value]) =>
      html`
        <div>
          <dt>${name}</dt>
          <dd>${breakable(value)}</dd>
        </div>
      `
    )}</dl></section>
    </main>
  `;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
${html`<title>${page.title} · Foretide</title>`.html}
<style>${STYLE}</style>
</head>
<body>
${body.html}
</body>
</html>
`;
}

/** Pictures and tables that would show nothing are left out. */
function filled({ heading, figures = [], tables = [], pairs = false }: Section): Required<Section> {
  const hasPoint = (points: Points) => points.some(([, y]) => Number.isFinite(y));
  return {
    heading,
    figures: figures.filter((it) =>
      it.kind === "heat" || it.lines.some(({ points, isTruth = false }) => !isTruth && hasPoint(points))
    ),
    tables: tables.filter(({ rows }) => rows.length > 0),
    pairs,
  };
}

function section({ heading, figures, tables, pairs }: Required<Section>): Markup {
  const drawn = pairs ? html`<div class="pairs">${figures.map(figure)}</div>` : html`${figures.map(figure)}`;
  return html`
    <section><h2>${heading}</h2>
    ${drawn}${tables.map(table)}</section>
  `;
}

function figure(figure: Figure): Markup {
  const plot = figure.kind === "lines" ? linesPlot(figure) : heatPlot(figure);
  const note = figure.note === undefined ? [] : [html`
    <span>${figure.note}</span>
  `];
  return html`
    <figure><figcaption><b>${figure.title}</b>${note}</figcaption>${plot}</figure>
  `;
}

function table(it: PageTable): Markup {
  const { caption, isFolded = false } = it;
  return isFolded
    ? html`<details class="card"><summary>${caption}</summary>${cells(it)}</details>`
    : html`<div class="card"><p class="caption">${caption}</p>${cells(it)}</div>`;
}

/** Scrolls within itself where the page is narrower; the first column stays. */
function cells({ caption, columns, rows, groups = [] }: PageTable): Markup {
  const isNumber = columns.map((_, j) =>
    rows.every((row) => row[j] === "" || /^[-+−<–]? ?[\d.]|^[–…]$|^NaN$/.test(row[j]))
  );
  const kind = (j: number) => isNumber[j] ? "number" : "text";
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}">
      <table>
        <thead>
          <tr>${columns.map((name, j) => html`<th scope="col" class="${kind(j)}">${name}</th>`)}</tr>
        </thead>
        <tbody>${rows.map((row, i) =>
          html`
            ${groups[i] === groups[i - 1] ? [] : html`
              <tr class="group">
                <th scope="rowgroup" colspan="${columns.length}"><span>${groups[i]}</span></th>
              </tr>
            `}
                        <tr>${row.map((cell, j) => html`<td class="${kind(j)}">${cell}</td>`)}</tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}

/** Lines may break after a comma. */
function breakable(text: string): Markup {
  return html`${text.split(",").map((part, i) => i === 0 ? html`${part}` : html`,<wbr>${part}`)}`;
}
