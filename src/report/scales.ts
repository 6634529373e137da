// @ts-types="npm:@types/d3-scale@4.0.9"
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3-scale";
import type { Axis } from "./figure.ts";
import { timeTicks } from "./time_ticks.ts";

/** A scale of d3's, from values to places in the picture. */
export type Scale = ScaleContinuousNumeric<number, number>;

/** A mark on an axis. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** The smallest number that a logarithmic axis shows, as a share of its largest. */
const DEEPEST = 1e-12;

/** Powers of ten below which a logarithmic axis has other marks than those. */
const FEW_DECADES = 2;

/** The scale of an axis whose values go from 0 to the end of `range`; on a logarithmic one what is not above 0 has no place. */
export function scaleOf(axis: Axis, values: readonly number[], range: readonly [number, number]): Scale {
  const isLog = axis.scale === "log";
  const shown = [...values, ...axis.include ?? []].filter((v) => Number.isFinite(v) && (!isLog || v > 0));
  let [low, high] = extent(shown);
  if (isLog) return scaleLog([Math.max(low, high * DEEPEST), high], range);
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return scaleLinear([low, high], range);
}

/** Where an axis has its marks, about `count` of them. */
export function ticksOf(axis: Axis, scale: Scale, count: number): Tick[] {
  if (axis.scale === "time") {
    const [low, high] = scale.domain();
    return timeTicks(low, high, count).map(({ value, text }) => ({ at: scale(value), text }));
  }
  if (axis.scale !== "log") {
    const plain = scale.tickFormat(count);
    const format = axis.format === "percent" ? percentFormat(scale.ticks(count)) : plain;
    const ticks = scale.ticks(count).filter((value) => !axis.isWhole || Number.isInteger(value));
    return ticks.map((value) => ({ at: scale(value), text: axis.isWhole ? whole(value) : format(value) }));
  }
  const [low, high] = scale.domain().map(Math.log10);
  if (high - low < FEW_DECADES) return roundTicks(scale, count);
  const step = Math.max(1, Math.ceil((high - low) / count));
  const ticks: Tick[] = [];
  for (let power = Math.ceil(low / step) * step; power <= high; power += step) {
    ticks.push({ at: scale(10 ** power), text: powerText(power) });
  }
  return ticks;
}

/** Shares as per cent, with as many digits as their distance needs. */
function percentFormat(ticks: readonly number[]): (value: number) => string {
  const step = ticks.length > 1 ? 100 * (ticks[1] - ticks[0]) : 1;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return (value) => `${(100 * value).toFixed(decimals).replace("-", "−").replace(/^−(0\.?0*)$/, "$1")} %`;
}

function whole(value: number): string {
  return value.toLocaleString("en-US").replace("-", "−");
}

/** Marks of a logarithmic axis that spans few powers of ten: numbers that halve a power roughly evenly, or else even steps. */
function roundTicks(scale: Scale, count: number): Tick[] {
  const [low, high] = scale.domain();
  const powers = Array.from({ length: 2 + FEW_DECADES }, (_, i) => 10 ** (Math.floor(Math.log10(low)) + i));
  const values = powers.flatMap((power) => [1, 1.5, 2, 3, 5, 7].map((digit) => digit * power))
    .filter((value) => value >= low && value <= high);
  return (values.length > 2 ? values : scale.ticks(count))
    .map((value) => ({ at: scale(value), text: String(Number(value.toPrecision(6))) }));
}

function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low <= high ? [low, high] : [0.1, 1];
}

/** 0.01, 1, 100, 10⁻⁶ */
function powerText(power: number): string {
  if (Math.abs(power) <= 3) return String(Number((10 ** power).toPrecision(1)));
  return "10" + [...String(power)].map((digit) => SUPERSCRIPTS[digit]).join("");
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  [..."-0123456789"].map((digit, i) => [digit, [..."⁻⁰¹²³⁴⁵⁶⁷⁸⁹"][i]]),
);
