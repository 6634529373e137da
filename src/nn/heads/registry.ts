import type { Loss } from "../losses.ts";
import { gaussianHead } from "./gaussian.ts";
import type { Head } from "./head.ts";
import { pointHead } from "./point.ts";
import { quantileHead } from "./quantile.ts";
import { studentHead } from "./student.ts";

/** What a head may want to know beside the outputs. */
export interface HeadSettings {
  /** Of a point. */
  readonly loss: Loss;
  /** Between the outer quantiles, 0 … 1. */
  readonly level: number;
}

/** Every head. A new one is a file and a line here; the gradient tests run over this list. */
export const HEADS: Readonly<Record<string, (settings: HeadSettings) => Head>> = {
  point: ({ loss }) => pointHead(loss),
  quantile: ({ level }) => quantileHead(level),
  gaussian: () => gaussianHead,
  student: () => studentHead,
};
