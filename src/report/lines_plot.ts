// @ts-types="npm:@types/d3-shape@3.1.8"
import { area, line } from "d3-shape";
import { axes } from "./axes.ts";
import { colourClass, COLOURS, lineClass } from "./colours.ts";
import { endNames } from "./end_names.ts";
import type { Band, Line, LinesFigure, Marks } from "./figure.ts";
import { endName, type Frame, LANE, narrowFrame, wideFrame } from "./frame.ts";
import { html, type Markup } from "./html.ts";
import { legend } from "./legend.ts";
import { type Scale, scaleOf } from "./scales.ts";

/** Points of a line up to which each has a dot. */
const DOTTED = 24;

/** Where values are drawn; what is not `isShown` is a gap. */
interface Plane {
  readonly frame: Frame;
  readonly across: Scale;
  readonly upward: Scale;
  isShown(value: number): boolean;
}

/** Lines over a common axis, as SVG: once for a wide page, once for a narrow one, of which the style shows the one that fits. */
export function linesPlot(figure: LinesFigure): Markup {
  return html`${drawn(figure, wideFrame(figure), "broad")}${drawn(figure, narrowFrame(figure), "narrow")}${
    legend(figure)
  }`;
}

/** Grid, bands, lines, marks on the axes, and their labels. */
function drawn(figure: LinesFigure, frame: Frame, kind: string): Markup {
  const { x, y, lines, bands = [], marks = [] } = figure;
  const points = lines.flatMap(({ points }) => points);
  const edges = bands.flatMap(({ points }) => points.flatMap(([, low, high]) => [low, high]));
  const xs = [points, ...bands.map(({ points }) => points)].flatMap((list) => list.map(([at]) => at));
  const across = scaleOf(x, [...xs, ...marks.flatMap(({ at }) => at)], [frame.left, frame.right]);
  const ys = [...points.map(([, value]) => value), ...edges];
  const upward = scaleOf(y, ys, [frame.bottom, frame.top]);
  if (y.scale !== "log") upward.nice(frame.rows);
  const isShown = (value: number) => Number.isFinite(value) && (y.scale !== "log" || value > 0);
  const plane = { frame, across, upward, isShown };
  const truthLast = lines.map((line, i) => [line.isTruth ?? false, i] as const)
    .sort(([a], [b]) => Number(a) - Number(b));
  return html`<svg class="${kind}" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${figure.title}">
${axes(x, y, across, upward, frame)}${bands.map((band) => bandPath(band, plane))}${
    truthLast.map(([, i]) => linePath(figure, i, plane))
  }${marks.map((mark, i) => lane(mark, i, plane))}${frame.hasEndNames ? names(lines, plane) : []}</svg>`;
}

function bandPath({ points, colour }: Band, { across, upward, isShown }: Plane): Markup {
  const shape = area<readonly [number, number, number]>()
    .defined(([, low, high]) => isShown(low) && isShown(high))
    .x(([at]) => across(at)).y0(([, low]) => upward(low)).y1(([, , high]) => upward(high));
  return html`
    <path class="band c${colour % COLOURS}" d="${shape([...points]) ?? ""}" />
  `;
}

function linePath(figure: LinesFigure, place: number, { across, upward, isShown }: Plane): Markup {
  const it = figure.lines[place];
  const { points, name, stroke } = it;
  const lowest = Math.min(...upward.domain());
  const spot = ([at, value]: readonly [number, number]) =>
    [across(at), upward(Math.max(value, lowest))] as const;
  const shape = line<readonly [number, number]>().defined(([, value]) => isShown(value))
    .x((point) => spot(point)[0]).y((point) => spot(point)[1]);
  const path = html`
    <path class="line ${lineClass(figure, place)}" d="${shape([...points]) ?? ""}">
      <title>${name}</title>
    </path>
  `;
  if (points.length > DOTTED || stroke === "dashed" || figure.isNested) return path;
  const dots = points.filter(([, value]) => isShown(value)).map((point) => {
    const [cx, cy] = spot(point);
    return html`
      <circle class="dot ${colourClass(it, place)}" cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3" />
    `;
  });
  return html`${path}${dots}`;
}

/** A lane of short strokes above the lines' area. */
function lane({ name, colour, at }: Marks, place: number, { across, frame: { top } }: Plane): Markup {
  const y = top - LANE * (place + 1);
  const strokes = at.map((value) => `M${across(value).toFixed(1)},${y}v${LANE - 3}`).join("");
  return html`
    <path class="mark c${colour % COLOURS}" d="${strokes}">
      <title>${name}</title>
    </path>
  `;
}

/** Names of the lines that reach the right side: beside the others they would mislead. */
function names(lines: readonly Line[], { across, upward, isShown, frame }: Plane): Markup {
  const { left, right, top, bottom } = frame;
  const ends = lines.flatMap((line, i) => {
    const last = line.points.findLast(([, value]) => isShown(value));
    if (last === undefined || right - across(last[0]) > 0.2 * (right - left)) return [];
    return [{ name: endName(line.name), y: upward(last[1]), colour: colourClass(line, i) }];
  });
  return endNames(ends, Number((right + 6).toFixed(1)), top, bottom);
}
