// @ts-types="npm:@types/d3-shape@3.1.8"
import { area, line } from "d3-shape";
import type { Axis, Line, LinesFigure } from "./figure.ts";
import { html, type Markup } from "./html.ts";
import { type Scale, scaleOf, ticksOf } from "./scales.ts";

const WIDTH = 680;
const HEIGHT = 350;
const MARGIN = { left: 64, right: 14, top: 34, bottom: 48 };
/** Colours of lines: the page's style gives as many. */
export const COLOURS = 8;

/** Lines over a common axis, as SVG: grid, bands, lines, marks on the axes, and their labels. */
export function linesPlot(figure: LinesFigure): Markup {
  const { x, y, lines, bands = [] } = figure;
  const points = lines.flatMap(({ points }) => points);
  const edges = bands.flatMap(({ points }) => points.flatMap(([, low, high]) => [low, high]));
  const xs = [...points.map(([at]) => at), ...bands.flatMap(({ points }) => points.map(([at]) => at))];
  const across = scaleOf(x, xs, [MARGIN.left, WIDTH - MARGIN.right]);
  const ys = [...points.map(([, value]) => value), ...edges];
  const upward = scaleOf(y, ys, [HEIGHT - MARGIN.bottom, MARGIN.top]);
  if (y.scale !== "log") upward.nice(6);
  const isShown = (value: number) => Number.isFinite(value) && (y.scale !== "log" || value > 0);
  const truthLast = lines.map((line, i) => ({ line, colour: colourOf(line, i) }))
    .sort((a, b) => Number(a.line.isTruth ?? false) - Number(b.line.isTruth ?? false));
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${figure.title}">
${axes(x, y, across, upward)}${
    bands.map(({ points, colour }) => {
      const shape = area<readonly [number, number, number]>()
        .defined(([, low, high]) => isShown(low) && isShown(high))
        .x(([at]) => across(at)).y0(([, low]) => upward(low)).y1(([, , high]) => upward(high));
      return html`
        <path class="band c${colour % COLOURS}" d="${shape([...points]) ?? ""}" />
      `;
    })
  }${
    truthLast.map(({ line: { points, stroke = "solid", name }, colour }) => {
      const shape = line<readonly [number, number]>().defined(([, value]) => isShown(value))
        .x(([at]) => across(at)).y(([, value]) => upward(Math.max(value, floor(upward))));
      const path = html`
        <path class="line ${stroke} ${colour}" d="${shape([...points]) ?? ""}">
          <title>${name}</title>
        </path>
      `;
      if (points.length > 24 || stroke === "dashed") return path;
      const dots = points.filter(([, value]) => isShown(value)).map(([at, value]) =>
        html`
          <circle class="dot ${colour}" cx="${across(at).toFixed(1)}" cy="${upward(
            Math.max(value, floor(upward)),
          ).toFixed(1)}" r="3" />
        `
      );
      return html`${path}${dots}`;
    })
  }</svg>${legend(figure)}`;
}

function floor(scale: Scale): number {
  return Math.min(...scale.domain());
}

function axes(x: Axis, y: Axis, across: Scale, upward: Scale): Markup {
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const bottom = HEIGHT - MARGIN.bottom;
  const rows = ticksOf(y, upward, 6).map(({ at, text }) =>
    html`
      <line class="grid" x1="${left}" x2="${right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}" />
      <text class="tick" x="${left - 8}" y="${(at + 4).toFixed(1)}" text-anchor="end">${text}</text>
    `
  );
  const columns = ticksOf(x, across, 8).map(({ at, text }) =>
    html`
      <line class="axis" x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${bottom}" y2="${bottom + 5}" />
      <text class="tick" x="${at.toFixed(1)}" y="${bottom + 19}" text-anchor="middle">${text}</text>
    `
  );
  return html`
    ${rows}${columns}<line class="axis" x1="${left}" x2="${right}" y1="${bottom}"
      y2="${bottom}" />
    <text class="label" x="${(left + right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${x.label}</text>
    <text class="label" x="2" y="16">${y.label}</text>
  `;
}

/** What each line is, under the picture, so that it wraps where the page is narrow. */
function legend({ lines, bands = [] }: LinesFigure): Markup {
  const swatch = (shape: Markup, name: string) =>
    html`<li><svg class="key" viewBox="0 0 26 12" aria-hidden="true">${shape}</svg>${name}</li>`;
  return html`<ul class="legend">${
    lines.map((line, i) =>
      swatch(
        html`
          <path class="line ${line.stroke ?? "solid"} ${colourOf(line, i)}" d="M1,6H25" />
        `,
        line.name,
      )
    )
  }${
    bands.map(({ name, colour }) =>
      swatch(
        html`
          <rect class="band c${colour % COLOURS}" x="1" y="1" width="24" height="10" />
        `,
        name,
      )
    )
  }</ul>`;
}

function colourOf({ colour, isTruth }: Line, place: number): string {
  return isTruth ? "truth" : `c${(colour ?? place) % COLOURS}`;
}
