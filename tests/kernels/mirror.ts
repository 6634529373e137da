import type { Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadBuild } from "../../src/kernels/wasm.ts";
import { Random } from "../../src/base/random.ts";

/** Both WebAssembly builds; every test of a kernel runs over them. */
export const BUILDS: readonly Kernels[] = [
  await loadBuild("wasm-simd"),
  await loadBuild("wasm-relaxed-simd"),
];

/** The same floats in a fast set's heap and in a reference's. */
export interface Mirrored {
  readonly fast: number;
  readonly exact: number;
  readonly length: number;
}

/**
 * A fast kernel set and a reference, side by side: what is put into one is in the other, and results are
 * compared.
 */
export class Mirror {
  readonly exact: Kernels = createReference();
  private readonly random: Random;

  constructor(readonly fast: Kernels, seed: number) {
    this.random = new Random(seed);
  }

  zeros(length: number): Mirrored {
    return { fast: this.fast.allocate(length), exact: this.exact.allocate(length), length };
  }

  /** Uniform values that float32 holds exactly. */
  filled(length: number, low = -1, high = 1): Mirrored {
    return this.of(Array.from({ length }, () => this.random.uniform(low, high)));
  }

  of(values: readonly number[]): Mirrored {
    const buffer = this.zeros(values.length);
    this.fast.memory.set(values, buffer.fast);
    this.exact.memory.set(this.values(buffer), buffer.exact);
    return buffer;
  }

  /** The fast set's floats. */
  values({ fast, length }: Mirrored): Float32Array {
    return this.fast.memory.slice(fast, fast + length) as Float32Array;
  }

  /** The largest |fast − exact| / max(1, |exact|); NaN where only one of both is NaN. */
  worst(buffer: Mirrored): number {
    let worst = 0;
    for (let i = 0; i < buffer.length; i++) {
      const fast = this.fast.memory[buffer.fast + i];
      const exact = this.exact.memory[buffer.exact + i];
      if (Number.isNaN(fast) && Number.isNaN(exact)) continue;
      const error = Math.abs(fast - exact) / Math.max(1, Math.abs(exact));
      if (Number.isNaN(error)) return NaN;
      worst = Math.max(worst, error);
    }
    return worst;
  }
}
