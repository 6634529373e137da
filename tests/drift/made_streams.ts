import { Random } from "../../src/base/random.ts";

/** Made streams with known change points, for tests and for `deno task bench:drift`. */

/** Rows of a made series, and where it changes: at a third, and at two thirds back (or elsewhere). */
export const ROWS = 12_000;
export const CHANGES: readonly number[] = [4000, 8000];

/** What a made series does in its three thirds. */
export const KINDS = ["none", "mean", "variance", "slope", "phase", "period", "dynamics"] as const;
export type Kind = (typeof KINDS)[number];

/**
 * A daily cycle of two harmonics (period 24) plus an AR(1) process, y = a·sin + b·sin + x, x ← φ x + σ ε. At
 * the changes: `mean` jumps by 5 and back; `variance` is that of σ = 0.9 instead of 0.3; `slope` goes from 0
 * to 0.1 and to −0.1 a row; `phase` shifts the cycle by a third; `period` is 17 instead of 24; `dynamics`
 * turns φ from 0.7 to −0.7 and back.
 */
export function madeSeries(kind: Kind, seed: number): number[] {
  const random = new Random(seed);
  const rows: number[] = [];
  let x = 0;
  let level = 0;
  let phase = 0;
  for (let t = 0; t < ROWS; t++) {
    const part = CHANGES.filter((change) => t >= change).length;
    const changed = part === 1;
    const period = kind === "period" && changed ? 17 : 24;
    phase += 2 * Math.PI / period;
    const shift = kind === "phase" && changed ? 2 * Math.PI / 3 : 0;
    const sigma = kind === "variance" && changed ? 0.9 : 0.3;
    const phi = kind === "dynamics" && changed ? -0.7 : 0.7;
    if (kind === "slope") level += [0, 0.1, -0.1][part];
    x = phi * x + sigma * random.normal();
    const jump = kind === "mean" && changed ? 5 : 0;
    rows.push(level + jump + 2 * Math.sin(phase + shift) + 0.8 * Math.sin(2 * (phase + shift) + 0.5) + x);
  }
  return rows;
}

/** A stream of errors: what it is at error t, given standard normal numbers. */
export interface ErrorStream {
  readonly name: string;
  /** Its change, if any, comes at half its length. */
  readonly hasChange: boolean;
  next(t: number, random: Random, before: number): number;
}

/** Errors in a stream. */
export const ERRORS = 10_000;

const after = (t: number) => t >= ERRORS / 2;

export const ERROR_STREAMS: readonly ErrorStream[] = [
  { name: "independent, normal", hasChange: false, next: (_, random) => random.normal() },
  { name: "heavy tails (Student t, 3)", hasChange: false, next: (_, random) => studentT3(random) },
  {
    name: "alike (AR(1), 0.8)",
    hasChange: false,
    next: (_, random, before) => 0.8 * before + 0.6 * random.normal(),
  },
  {
    name: "slow cycle (300 rows)",
    hasChange: false,
    next: (t, random) => 1.2 * Math.sin(t / 300 * 2 * Math.PI) + 0.3 * random.normal(),
  },
  { name: "mean + 0.5 σ", hasChange: true, next: (t, random) => random.normal() + (after(t) ? 0.5 : 0) },
  { name: "mean + 1 σ", hasChange: true, next: (t, random) => random.normal() + (after(t) ? 1 : 0) },
  { name: "mean + 2 σ", hasChange: true, next: (t, random) => random.normal() + (after(t) ? 2 : 0) },
  { name: "σ × 1.5", hasChange: true, next: (t, random) => random.normal() * (after(t) ? 1.5 : 1) },
  { name: "σ × 2", hasChange: true, next: (t, random) => random.normal() * (after(t) ? 2 : 1) },
  { name: "σ × 3", hasChange: true, next: (t, random) => random.normal() * (after(t) ? 3 : 1) },
  {
    name: "mean drifting to + 2 σ over 1,000",
    hasChange: true,
    next: (t, random) => random.normal() + 2 * Math.max(0, Math.min(1, (t - ERRORS / 2) / 1000)),
  },
  { name: "σ × 0.5 (better)", hasChange: true, next: (t, random) => random.normal() * (after(t) ? 0.5 : 1) },
];

function studentT3(random: Random): number {
  const [a, b, c] = [random.normal(), random.normal(), random.normal()];
  return random.normal() / Math.sqrt((a * a + b * b + c * c) / 3) / Math.sqrt(3);
}
