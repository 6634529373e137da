import { dotPlot } from "./dot_plot.ts";
import type { Figure, Points } from "./figure.ts";
import { heatPlot } from "./heat_plot.ts";
import { html, type Markup } from "./html.ts";
import { linesPlot } from "./lines_plot.ts";
import type { Lead, Page, Section } from "./page_parts.ts";
import { gridTable, pageTable } from "./page_tables.ts";
import { panelPlot } from "./panel_plot.ts";
import { STYLE } from "./style.ts";

/**
 * One self-contained page: no script, no network, light or dark as the reader's system is, as wide as a phone or as paper.
 * Ends with a newline.
 */
export function renderPage(page: Page): string {
  const { title, subtitle, words, lead = [] } = page;
  const sections = page.sections.map(filled).filter(({ heading: _, pairs: __, ...parts }) =>
    Object.values(parts).some((list) => list.length > 0)
  );
  const body = html`
    <header>
      <p class="brand">Foretide</p>
      <h1>${title}</h1>
      <p class="subtitle">${subtitle}</p>
    </header>
    <main>
    ${lead.length === 0 ? [] : html`
      <section class="leads" aria-label="What comes next">${lead.map(large)}</section>
    `}
    ${words.length === 0 ? [] : html`
      <section class="words" aria-label="In words">${words.map((sentence) =>
        html`<p>${sentence}</p>`
      )}</section>
    `}
    ${sections.map((it, i) => section(it, `s${i}`))}
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
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
${html`<title>${title} · Foretide</title>`.html}
<style>${STYLE}</style>
</head>
<body>
${dense(body.html)}
</body>
</html>
`;
}

/** Without the templates' indentation, between tags and in them; what stands in texts has no line breaks. */
function dense(text: string): string {
  return text.replace(/<[^>]*>/g, (tag) => tag.replace(/\s+/g, " ").replace(/ ?(\/?>)$/, "$1"))
    .replace(/\s*\n\s*/g, "\n").replace(/>\n</g, "><").trim();
}

/** Pictures and tables that would show nothing are left out. */
function filled({ heading, pairs = false, ...parts }: Section): Required<Section> {
  const { figures = [], panels = [], dots = [], grids = [], tables = [] } = parts;
  const hasPoint = (points: Points) => points.some(([, y]) => Number.isFinite(y));
  return {
    heading,
    figures: figures.filter((it) =>
      it.kind === "heat" || it.lines.some(({ points, isTruth = false }) => !isTruth && hasPoint(points))
    ),
    panels: panels.filter(({ actual }) => hasPoint(actual)),
    dots: dots.filter(({ rows }) => rows.length > 0),
    grids: grids.filter(({ rows, columns }) => rows.length > 0 && columns.length > 0),
    tables: tables.filter(({ rows }) => rows.length > 0),
    pairs,
  };
}

function large({ name, value, lines }: Lead): Markup {
  return html`
    <div class="lead"><p class="name">${name}</p><p class="value">${value}</p>${lines.map((line) =>
      html`<p>${line}</p>`
    )}</div>
  `;
}

/** @param id of its own in the page */
function section(
  { heading, figures, panels, dots, grids, tables, pairs }: Required<Section>,
  id: string,
): Markup {
  const drawn = figures.map((it, i) => figure(it, `${id}f${i}`));
  return html`
    <section><h2>${heading}</h2>
    ${pairs ? html`<div class="pairs">${drawn}</div>` : drawn}${panels.length === 0
      ? []
      : html`<div class="panels">${panels.map(panelPlot)}</div>`}${dots.map(dotPlot)}${grids.map(
        gridTable,
      )}${tables.map(pageTable)}</section>
  `;
}

function figure(figure: Figure, id: string): Markup {
  const plot = figure.kind === "lines" ? linesPlot(figure, id) : heatPlot(figure);
  const note = figure.note === undefined ? [] : html`<span>${figure.note}</span>`;
  return html`
    <figure><figcaption><b>${figure.title}</b>${note}</figcaption>${plot}</figure>
  `;
}

/** Lines may break after a comma. */
function breakable(text: string): Markup {
  return html`${text.split(",").map((part, i) => i === 0 ? html`${part}` : html`,<wbr>${part}`)}`;
}
