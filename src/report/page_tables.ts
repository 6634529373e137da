import { html, type Markup } from "./html.ts";
import type { Grid, PageTable } from "./page_parts.ts";

/** A table with its caption. */
export function pageTable(it: PageTable): Markup {
  const { caption, isFolded = false } = it;
  return isFolded
    ? html`<details class="card"><summary>${caption}</summary>${cells(it)}</details>`
    : html`<div class="card"><p class="caption">${caption}</p>${cells(it)}</div>`;
}

/** Scrolls within itself where the page is narrower; the first column stays. */
function cells({ caption, columns, rows, groups = [] }: PageTable): Markup {
  const isNumber = columns.map((_, j) =>
    rows.every((row) =>
      row[j] === "" || /^[-+−<–]? ?[\d.]|^[–…]$|^NaN$/.test(row[j]) && !/^\d+ [A-Z]/.test(row[j])
    )
  );
  const kind = (j: number) =>
    isNumber[j]
      ? html`
        class="n"
      `
      : "";
  return html`
    <section class="scroll" tabindex="0" aria-label="${caption}">
      <table>
        <thead>
          <tr>${columns.map((name, j) =>
            html`
              <th scope="col" ${kind(j)}>${name}</th>
            `
          )}</tr>
        </thead>
        <tbody>${rows.map((row, i) =>
          html`${groups[i] === groups[i - 1] ? [] : groupRow(groups[i], columns.length)}<tr>${
            row.map((cell, j) => html`<td${kind(j)}>${cell}</td>`)
          }</tr>`
        )}</tbody>
      </table>
    </section>
  `;
}

/** Shades behind numbers: green where it is good, orange where it is bad. */
export function gridTable({ caption, corner, columns, rows, groups = [] }: Grid): Markup {
  return html`
    <div class="card">
      <p class="caption">${caption}</p>
      <section class="scroll" tabindex="0" aria-label="${caption}">
        <table class="shaded">
          <thead>
            <tr><th scope="col">${corner}</th>${columns.map((name) =>
              html`<th scope="col" class="n">${name}</th>`
            )}</tr>
          </thead>
          <tbody>${rows.map(({ name, cells }, i) =>
            html`${
              groups[i] === groups[i - 1] ? [] : groupRow(groups[i], columns.length + 1)
            }<tr><th scope="row">${name}</th>${
              cells.map(({ text, shade }) => html`<td class="${shadeClass(shade)}">${text}</td>`)
            }</tr>`
          )}</tbody>
        </table>
      </section>
    </div>
  `;
}

/** Steps of a shade, to either side: the page's style gives as many. */
export const SHADES = 4;

function shadeClass(shade: number): string {
  const step = Math.min(SHADES, Math.ceil(Math.abs(shade) * SHADES - 1e-9));
  return step === 0 ? "n" : `n ${shade > 0 ? "good" : "bad"}${step}`;
}

function groupRow(name: string, width: number): Markup {
  return html`
    <tr class="group">
      <th scope="rowgroup" colspan="${width}"><span>${name}</span></th>
    </tr>
  `;
}
