import { cpus } from "node:os";

/**
 * How the benchmarks measure. A figure is the median of many short trials: on a shared machine a long one is interrupted,
 * a short one mostly isn't. What is compared takes turns, trial by trial, so that both sides meet the same machine.
 */

/** Milliseconds of one trial, about. */
const TRIAL_MS = 2;
/** Trials of which the median is told. */
export const TRIALS = 25;

/** A piece of work, ready to be timed. */
export interface Trial {
  /** Runs the work for about `TRIAL_MS`; microseconds of one call. */
  time(): number;
}

/** Makes the work ready: V8 compiles what is hot a second time, in the background, so it is made hot and waited for. */
export async function prepare(work: () => void, trialMs: number = TRIAL_MS): Promise<Trial> {
  let calls = 1;
  const time = () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) work();
    return 1000 * (performance.now() - start) / calls;
  };
  for (let round = 0; round < 4; round++) {
    while (time() * calls < 1000 * trialMs) calls *= 2;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  calls = Math.max(1, Math.round(1000 * trialMs / Math.min(time(), time(), time())));
  return { time };
}

/** Median microseconds of one call. */
export async function microseconds(work: () => void): Promise<number> {
  const trial = await prepare(work);
  return median(Array.from({ length: TRIALS }, () => trial.time()));
}

export function median(times: readonly number[]): number {
  return percentile(times, 50);
}

/** The value below which this many per cent of the values lie. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * percent / 100))];
}

/** Three significant digits, without exponent. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(value >= 10 ? 3 : 2)));
}

/** What the figures were measured on. Needs --allow-sys=cpus. */
export function machine(): string {
  const processors = cpus();
  return `${processors[0].model.trim()}, ${processors.length} cores, ${Deno.build.os} ${Deno.build.arch}`;
}

/** Lines on standard output. */
export function print(...lines: string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(lines.join("\n") + "\n"));
}
