import { blockedIndex } from "../../kernels/blocked.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import type { Cell, Step } from "./cell.ts";

/** The logistic function, σ(x) = 1 / (1 + e⁻ˣ). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * Where the gates of a cell stand: gate after gate, H units each, as PyTorch stores them. The columns of z
 * and the outputs of the recurrent weights (G·H, K) are numbered alike; K = H, or H + 4 with a recurrent
 * bias.
 */
export function gateLayout(
  gates: readonly string[],
  recurrentBias: boolean,
): Pick<
  Cell,
  "gates" | "recurrentBias" | "column" | "recurrentLength" | "transposedLength" | "recurrentIndex"
> {
  const inputs = (units: number) => recurrentBias ? units + 4 : units;
  return {
    gates,
    recurrentBias,
    column: (gate, unit, units) => gate * units + unit,
    recurrentLength: (units) => gates.length * units * inputs(units),
    transposedLength: (units) => gates.length * units * units,
    recurrentIndex: (gate, unit, input, units) => blockedIndex(gate * units + unit, input, inputs(units)),
  };
}

/** dh += dOut, where there is one: the first thing every `backward` does. */
export function addOutputGradient(kernels: Kernels, { rows, units, dh, dOut = 0 }: Step): void {
  if (dOut === 0) return;
  const m = kernels.memory;
  for (let i = 0; i < rows * units; i++) m[dh + i] += m[dOut + i];
}
