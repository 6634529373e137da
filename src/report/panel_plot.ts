// @ts-types="npm:@types/d3-shape@3.1.8"
import { area, line } from "d3-shape";
import { label } from "../output/label.ts";
import { html, type Markup } from "./html.ts";
import { digits } from "./number_text.ts";
import type { Panel } from "./page_parts.ts";
import { COLOURS } from "./palette.ts";
import { scaleOf } from "./scales.ts";

const WIDTH = 300;
const HEIGHT = 112;
const [TOP, BOTTOM] = [6, 90];

/** A small picture: the actuals, what was said of them, and what comes next, with the extremes as the only numbers. */
export function panelPlot({ title, note, time, actual, forecast, next, bands, colour }: Panel): Markup {
  const points = [...actual, ...forecast, ...next];
  const ys = [
    ...points,
    ...bands.flat().flatMap(([at, low, high]) => [[at, low] as const, [at, high] as const]),
  ]
    .map(([, y]) => y).filter(Number.isFinite);
  const across = scaleOf(time, points.map(([at]) => at), [0, WIDTH]);
  const upward = scaleOf({ label: "" }, ys, [BOTTOM, TOP]);
  const isShown = Number.isFinite;
  const shape = line<readonly [number, number]>().defined(([, y]) => isShown(y))
    .x(([at]) => tenths(across(at))).y(([, y]) => tenths(upward(y)));
  const fan = area<readonly [number, number, number]>()
    .defined(([, low, high]) => isShown(low) && isShown(high))
    .x(([at]) => tenths(across(at)))
    .y0(([, low]) => tenths(upward(low))).y1(([, , high]) => tenths(upward(high)));
  const c = `c${colour % COLOURS}`;
  const [low, high] = upward.domain();
  const span = time.label.match(/\((.*)\)/)?.[1].split(" to ") ?? [];
  const ends = span.length === 2 ? span : across.domain().map((value) => digits(value));
  return html`
    <figure class="panel">
      <figcaption><b>${label(title, 32)}</b><span>${note}</span></figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${digits(low)} to ${digits(
        high,
      )}">
    ${bands.map((band) =>
      html`
        <path class="band ${c}" d="${fan([...band]) ?? ""}" />
      `
    )}<path class="line ${c}" d="${shape([...forecast]) ??
      ""}"/><path class="line truth" d="${shape([...actual]) ??
      ""}"/><path class="line dashed ${c}" d="${shape([...next]) ??
      ""}"/><path class="axis" d="M0,${BOTTOM}H${WIDTH}"/><text x="0" y="${HEIGHT -
      7}">${ends[0]}</text><text x="${WIDTH}" y="${HEIGHT - 7}" text-anchor="end">${ends[1]}</text>
      </svg>
    </figure>
  `;
}

function tenths(value: number): number {
  return Math.round(10 * value) / 10;
}
