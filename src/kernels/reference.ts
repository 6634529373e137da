import { blockedIndex } from "./blocked.ts";
import type { Kernels } from "./kernels.ts";

/**
 * The kernels in plain TypeScript and float64: what the fast sets are tested against, what gradient checks
 * run on, and the fallback where WebAssembly SIMD is missing (twenty to forty times slower).
 *
 * State: the heap, which doubles when it is full. Cost of a product: rows · N · K multiply-adds.
 */
export function createReference(): Kernels {
  let end = FIRST_ADDRESS;
  const kernels: Kernels & { memory: Float64Array } = {
    name: "reference",
    twins: {},
    memory: new Float64Array(1 << 14),

    allocate(length) {
      const address = end;
      end += (length + 3) & ~3;
      if (end > kernels.memory.length) {
        const grown = new Float64Array(Math.max(end, 2 * kernels.memory.length));
        grown.set(kernels.memory);
        kernels.memory = grown;
      }
      return address;
    },

    copy(from, to, length) {
      kernels.memory.copyWithin(to, from, from + length);
    },

    product(w, a, lda, z, ldz, rows, n, k, accumulate) {
      const m = kernels.memory;
      for (let row = 0; row < rows; row++) {
        const x = a + row * lda;
        for (let output = 0; output < n; output++) {
          const at = z + row * ldz + output;
          let sum = accumulate ? m[at] : 0;
          for (let input = 0; input < k; input++) sum += m[w + blockedIndex(output, input, k)] * m[x + input];
          m[at] = sum;
        }
      }
    },

    transpose(w, wt, n, k, columns) {
      const m = kernels.memory;
      for (let input = 0; input < columns; input++) {
        for (let output = 0; output < n; output++) {
          m[wt + blockedIndex(input, output, n)] = m[w + blockedIndex(output, input, k)];
        }
      }
    },

    readsTransposed(_rows) {
      return false;
    },

    productBack(w, _wt, dz, ldz, da, lda, rows, n, k, columns, accumulate) {
      const m = kernels.memory;
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
    },

    weightGradient(a, lda, dz, ldz, dw, rows, n, k, accumulate) {
      const m = kernels.memory;
      for (let output = 0; output < n; output++) {
        for (let input = 0; input < k; input++) {
          const at = dw + blockedIndex(output, input, k);
          let sum = accumulate ? m[at] : 0;
          for (let row = 0; row < rows; row++) sum += m[dz + row * ldz + output] * m[a + row * lda + input];
          m[at] = sum;
        }
      }
    },

    relu(z, ldz, rows, n) {
      const m = kernels.memory;
      for (let row = 0; row < rows; row++) {
        for (let at = z + row * ldz; at < z + row * ldz + n; at++) if (m[at] < 0) m[at] = 0;
      }
    },

    reluBack(z, ldz, dz, lddz, rows, n) {
      const m = kernels.memory;
      for (let row = 0; row < rows; row++) {
        for (let j = 0; j < n; j++) if (m[z + row * ldz + j] <= 0) m[dz + row * lddz + j] = 0;
      }
    },

    additiveScore(v, q, k, length) {
      const m = kernels.memory;
      let sum = 0;
      for (let i = 0; i < length; i++) sum += m[v + i] * Math.tanh(m[q + i] + m[k + i]);
      return sum;
    },

    additiveScoreBack(v, q, k, slope, dv, dq, dk, length) {
      const m = kernels.memory;
      for (let i = 0; i < length; i++) {
        const fit = Math.tanh(m[q + i] + m[k + i]);
        const inner = slope * m[v + i] * (1 - fit * fit);
        m[dv + i] += slope * fit;
        m[dq + i] += inner;
        m[dk + i] += inner;
      }
    },

    sumOfSquares(x, length) {
      let sum = 0;
      for (let at = x; at < x + length; at++) sum += kernels.memory[at] ** 2;
      return sum;
    },

    adam(w, g, m, v, length, scale, rate, epsilon, beta1, beta2, decay) {
      const heap = kernels.memory;
      for (let i = 0; i < length; i++) {
        const gradient = scale * heap[g + i];
        heap[m + i] = beta1 * heap[m + i] + (1 - beta1) * gradient;
        heap[v + i] = beta2 * heap[v + i] + (1 - beta2) * gradient * gradient;
        heap[w + i] -= decay * heap[w + i] + rate * heap[m + i] / (Math.sqrt(heap[v + i]) + epsilon);
      }
    },

    adamOuter(w, dz, a, m, v, n, k, ...step) {
      const heap = kernels.memory;
      for (let output = 0; output < n; output++) {
        for (let input = 0; input < k; input++) {
          const at = blockedIndex(output, input, k);
          heap[element] = heap[dz + output] * heap[a + input];
          kernels.adam(w + at, element, m + at, v + at, 1, ...step);
        }
      }
    },
  };
  /** One float for a gradient's element. */
  const element = kernels.allocate(1);
  return kernels;
}

/** Address 0 belongs to no buffer, so that a forgotten address shows. */
const FIRST_ADDRESS = 16;
