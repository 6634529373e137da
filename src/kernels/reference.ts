import { blockedIndex } from "./blocked.ts";
import type { Kernels } from "./kernels.ts";

/**
 * The kernels in plain TypeScript and float64: what the fast sets are tested against, what gradient checks run on, and
 * the fallback where WebAssembly SIMD is missing (twenty to forty times slower).
 *
 * State: the heap, which doubles when it is full. Cost of a product: rows · N · K multiply-adds.
 */
export function createReference(): Kernels {
  return new Reference();
}

/** Address 0 belongs to no buffer, so that a forgotten address shows. */
const FIRST_ADDRESS = 16;

class Reference implements Kernels {
  readonly name = "reference";
  readonly twins = {};
  memory = new Float64Array(1 << 14);
  private end = FIRST_ADDRESS;
  /** One float for a gradient's element. */
  private readonly element = this.allocate(1);

  allocate(length: number): number {
    const address = this.end;
    this.end += (length + 3) & ~3;
    if (this.end > this.memory.length) {
      const grown = new Float64Array(Math.max(this.end, 2 * this.memory.length));
      grown.set(this.memory);
      this.memory = grown;
    }
    return address;
  }

  copy(from: number, to: number, length: number): void {
    this.memory.copyWithin(to, from, from + length);
  }

  product(
    w: number,
    a: number,
    lda: number,
    z: number,
    ldz: number,
    rows: number,
    n: number,
    k: number,
    accumulate: 0 | 1,
  ): void {
    const m = this.memory;
    for (let row = 0; row < rows; row++) {
      for (let output = 0; output < n; output++) {
        const at = z + row * ldz + output;
        let sum = accumulate ? m[at] : 0;
        for (let input = 0; input < k; input++) {
          sum += m[w + blockedIndex(output, input, k)] * m[a + row * lda + input];
        }
        m[at] = sum;
      }
    }
  }

  transpose(w: number, wt: number, n: number, k: number, columns: number): void {
    const m = this.memory;
    for (let input = 0; input < columns; input++) {
      for (let output = 0; output < n; output++) {
        m[wt + blockedIndex(input, output, n)] = m[w + blockedIndex(output, input, k)];
      }
    }
  }

  readsTransposed(_rows: number): boolean {
    return false;
  }

  productBack(
    w: number,
    _wt: number,
    dz: number,
    ldz: number,
    da: number,
    lda: number,
    rows: number,
    n: number,
    k: number,
    columns: number,
    accumulate: 0 | 1,
  ): void {
    const m = this.memory;
    for (let row = 0; row < rows; row++) {
      for (let input = 0; input < columns; input++) {
        const at = da + row * lda + input;
        let sum = accumulate ? m[at] : 0;
        for (let output = 0; output < n; output++) {
          sum += m[dz + row * ldz + output] * m[w + blockedIndex(output, input, k)];
        }
        m[at] = sum;
      }
    }
  }

  weightGradient(
    a: number,
    lda: number,
    dz: number,
    ldz: number,
    dw: number,
    rows: number,
    n: number,
    k: number,
    accumulate: 0 | 1,
  ): void {
    const m = this.memory;
    for (let output = 0; output < n; output++) {
      for (let input = 0; input < k; input++) {
        const at = dw + blockedIndex(output, input, k);
        let sum = accumulate ? m[at] : 0;
        for (let row = 0; row < rows; row++) sum += m[dz + row * ldz + output] * m[a + row * lda + input];
        m[at] = sum;
      }
    }
  }

  relu(z: number, ldz: number, rows: number, n: number): void {
    const m = this.memory;
    for (let row = 0; row < rows; row++) {
      for (let at = z + row * ldz; at < z + row * ldz + n; at++) if (m[at] < 0) m[at] = 0;
    }
  }

  reluBack(z: number, ldz: number, dz: number, lddz: number, rows: number, n: number): void {
    const m = this.memory;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < n; j++) if (m[z + row * ldz + j] <= 0) m[dz + row * lddz + j] = 0;
    }
  }

  additiveScore(v: number, q: number, k: number, length: number): number {
    const m = this.memory;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += m[v + i] * Math.tanh(m[q + i] + m[k + i]);
    return sum;
  }

  additiveScoreBack(
    v: number,
    q: number,
    k: number,
    slope: number,
    dv: number,
    dq: number,
    dk: number,
    length: number,
  ): void {
    const m = this.memory;
    for (let i = 0; i < length; i++) {
      const fit = Math.tanh(m[q + i] + m[k + i]);
      const inner = slope * m[v + i] * (1 - fit * fit);
      m[dv + i] += slope * fit;
      m[dq + i] += inner;
      m[dk + i] += inner;
    }
  }

  sumOfSquares(x: number, length: number): number {
    let sum = 0;
    for (let at = x; at < x + length; at++) sum += this.memory[at] ** 2;
    return sum;
  }

  adam(
    w: number,
    g: number,
    m: number,
    v: number,
    length: number,
    scale: number,
    rate: number,
    epsilon: number,
    beta1: number,
    beta2: number,
    decay: number,
  ): void {
    const heap = this.memory;
    for (let i = 0; i < length; i++) {
      const gradient = scale * heap[g + i];
      heap[m + i] = beta1 * heap[m + i] + (1 - beta1) * gradient;
      heap[v + i] = beta2 * heap[v + i] + (1 - beta2) * gradient * gradient;
      heap[w + i] -= decay * heap[w + i] + rate * heap[m + i] / (Math.sqrt(heap[v + i]) + epsilon);
    }
  }

  adamOuter(
    w: number,
    dz: number,
    a: number,
    m: number,
    v: number,
    n: number,
    k: number,
    ...step: [number, number, number, number, number, number]
  ): void {
    const heap = this.memory;
    for (let output = 0; output < n; output++) {
      for (let input = 0; input < k; input++) {
        const at = blockedIndex(output, input, k);
        heap[this.element] = heap[dz + output] * heap[a + input];
        this.adam(w + at, this.element, m + at, v + at, 1, ...step);
      }
    }
  }
}
