// @ts-types="npm:@types/d3-shape@3.1.8"
import { area, line } from "d3-shape";
import { axes } from "./axes.ts";
import { colourClass, lineClass } from "./colours.ts";
import { lineLabels } from "./line_labels.ts";
import type { Band, LinesFigure, Marks, Spans } from "./figure.ts";
import { endName, type Frame, LANE, narrowFrame, wideFrame } from "./frame.ts";
import { html, type Markup } from "./html.ts";
import { legend } from "./legend.ts";
import { COLOURS } from "./palette.ts";
import { type Scale, scaleOf } from "./scales.ts";

/** Points of a line up to which each has a dot. */
const DOTTED = 24;

/** The plane that lines are drawn in, once; each frame stretches it to its own. Whole numbers are half pixels of the wide one. */
const PLANE = { width: 1200, height: 540 };
/** About so many marks on the y axis. */
const ROWS = 6;

/** Where values are drawn; what is not `isShown` is a gap. */
interface Plane {
  readonly across: Scale;
  readonly upward: Scale;
  isShown(value: number): boolean;
}

/**
 * Lines over a common axis, as SVG: with axes for a wide page, and for a narrow one, of which the style shows the one that
 * fits. The lines stand in the page once.
 *
 * @param id of the picture, of its own in the page
 */
export function linesPlot(figure: LinesFigure, id: string): Markup {
  const plane = planeOf(figure);
  const { lines, bands = [], spans = [] } = figure;
  const rank = (i: number) => lines[i].isTruth ? 2 : lines[i].isBest ? 1 : 0;
  const order = lines.map((_, i) => i).sort((a, b) => rank(a) - rank(b));
  return html`
    <svg class="defs" aria-hidden="true">
      <g id="${id}">${spans.map((it) => spanPath(it, plane))}${bands.map((band) =>
        bandPath(band, plane)
      )}${order.map((i) => linePath(figure, i, plane))}</g>
    </svg>${drawn(figure, id, wideFrame(figure), plane, "broad")}${drawn(
      figure,
      id,
      narrowFrame(figure),
      plane,
      "narrow",
    )}${legend(figure)}
  `;
}

function planeOf({ x, y, lines, bands = [], marks = [] }: LinesFigure): Plane {
  const points = lines.flatMap(({ points }) => points);
  const edges = bands.flatMap(({ points }) => points.flatMap(([, low, high]) => [low, high]));
  const xs = [points, ...bands.map(({ points }) => points)].flatMap((list) => list.map(([at]) => at));
  const across = scaleOf(x, [...xs, ...marks.flatMap(({ at }) => at)], [0, PLANE.width]);
  const upward = scaleOf(y, [...points.map(([, value]) => value), ...edges], [PLANE.height, 0]);
  if (y.scale !== "log") upward.nice(ROWS);
  return { across, upward, isShown: (value) => Number.isFinite(value) && (y.scale !== "log" || value > 0) };
}

/** Grid, the lines, marks above them, and all words of one frame. */
function drawn(figure: LinesFigure, id: string, frame: Frame, plane: Plane, kind: string): Markup {
  const { x, y, marks = [] } = figure;
  const { left, right, top, bottom } = frame;
  const across = plane.across.copy().range([left, right]);
  const upward = plane.upward.copy().range([bottom, top]);
  const stretch = [(right - left) / PLANE.width, (bottom - top) / PLANE.height].map((it) => it.toFixed(4));
  return html`<svg class="${kind}" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${figure.title}">
${axes(x, y, across, upward, frame)}<use href="#${id}" transform="translate(${left} ${top}) scale(${
    stretch.join(" ")
  })"/>${marks.map((mark, i) => lane(mark, i, across, frame))}${
    frame.hasLineLabels ? names(figure, { ...plane, across, upward }, frame) : []
  }</svg>`;
}

function spanPath({ ranges, colour }: Spans, { across }: Plane): Markup {
  const d = ranges.map(([from, to]) => {
    const [a, b] = [across(from), across(to)].map(Math.round);
    return `M${a},0H${Math.max(b, a + 2)}V${PLANE.height}H${a}Z`;
  });
  return html`
    <path class="band span c${colour % COLOURS}" d="${d.join("")}" />
  `;
}

function bandPath({ points, colour }: Band, { across, upward, isShown }: Plane): Markup {
  const shape = area<readonly [number, number, number]>()
    .defined(([, low, high]) => isShown(low) && isShown(high))
    .x(([at]) => Math.round(across(at)))
    .y0(([, low]) => Math.round(upward(low))).y1(([, , high]) => Math.round(upward(high)));
  return html`
    <path class="band c${colour % COLOURS}" d="${shape([...points]) ?? ""}" />
  `;
}

function linePath(figure: LinesFigure, place: number, { across, upward, isShown }: Plane): Markup {
  const it = figure.lines[place];
  const { points, name, stroke } = it;
  const lowest = Math.min(...upward.domain());
  const height = (value: number) => upward(Math.max(value, lowest));
  const shape = line<readonly [number, number]>().defined(([, value]) => isShown(value))
    .x(([at]) => Math.round(across(at))).y(([, value]) => Math.round(height(value)));
  const path = html`
    <path class="line ${lineClass(figure, place)}" d="${shape([...points]) ?? ""}">
      <title>${name}</title>
    </path>
  `;
  if (points.length > DOTTED || stroke !== undefined && stroke !== "solid" || figure.isNested) return path;
  const dots = points.filter(([, value]) => isShown(value))
    .map(([at, value]) => `M${Math.round(across(at))},${Math.round(height(value))}h0`);
  return html`
    ${path}<path class="line dot ${colourClass(it, place)}" d="${dots.join("")}" />
  `;
}

/** A lane of short strokes above the lines' area. */
function lane({ name, colour, at }: Marks, place: number, across: Scale, { top }: Frame): Markup {
  const y = top - LANE * (place + 1);
  const strokes = at.map((value) => `M${across(value).toFixed(1)},${y}v${LANE - 3}`).join("");
  return html`
    <path class="mark c${colour % COLOURS}" d="${strokes}">
      <title>${name}</title>
    </path>
  `;
}

/** Labels of the lines that reach the right side; next to a shorter line a label would mislead. */
function names({ lines }: LinesFigure, { across, upward, isShown }: Plane, frame: Frame): Markup {
  const { left, right, top, bottom, longestName } = frame;
  const ends = lines.flatMap((line, i) => {
    const last = line.points.findLast(([, value]) => isShown(value));
    if (last === undefined || right - across(last[0]) > 0.2 * (right - left)) return [];
    return [{ name: endName(line.name, longestName), y: upward(last[1]), colour: colourClass(line, i) }];
  });
  return lineLabels(ends, Number((right + 6).toFixed(1)), top, bottom);
}
