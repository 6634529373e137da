import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BUILDS, Mirror } from "./mirror.ts";

/** Rows, outputs, inputs and the padding of each stride: tails of every tile included. */
const shapes = fc.record({
  seed: fc.nat(),
  rows: fc.integer({ min: 1, max: 9 }),
  n: fc.integer({ min: 1, max: 9 }).map((blocks) => 8 * blocks),
  k: fc.integer({ min: 1, max: 18 }).map((quads) => 4 * quads),
  padA: fc.constantFrom(0, 4, 12),
  padZ: fc.constantFrom(0, 4, 16),
  accumulate: fc.constantFrom<0 | 1>(0, 1),
});
const RUNS = { seed: 1, numRuns: 150 };

/** float32 rounds each of k sums by at most 6e-8 of its size; values lie in [−1, 1]. */
const tolerance = (k: number) => 1.2e-7 * k;

for (const kernels of BUILDS) {
  Deno.test(`product() of ${kernels.name} is the reference's on every shape, and writes nothing beside z`, () => {
    fc.assert(
      fc.property(shapes, ({ seed, rows, n, k, padA, padZ, accumulate }) => {
        const heap = new Mirror(kernels, seed);
        const w = heap.filled(n * k);
        const a = heap.filled(rows * (k + padA));
        const z = heap.filled(rows * (n + padZ));
        heap.fast.product(w.fast, a.fast, k + padA, z.fast, n + padZ, rows, n, k, accumulate);
        heap.exact.product(w.exact, a.exact, k + padA, z.exact, n + padZ, rows, n, k, accumulate);
        assert(heap.worst(z) <= tolerance(k));
      }),
      RUNS,
    );
  });

  Deno.test(`product() of ${kernels.name} gives a row the same bits alone and among others`, () => {
    fc.assert(
      fc.property(shapes, ({ seed, rows, n, k, accumulate }) => {
        const heap = new Mirror(kernels, seed);
        const w = heap.filled(n * k).fast;
        const a = heap.filled(rows * k).fast;
        const together = heap.filled(rows * n);
        const alone = heap.of([...heap.values(together)]);
        kernels.product(w, a, k, together.fast, n, rows, n, k, accumulate);
        for (let row = 0; row < rows; row++) {
          kernels.product(w, a + row * k, k, alone.fast + row * n, n, 1, n, k, accumulate);
        }
        assertEquals(heap.values(together), heap.values(alone));
      }),
      RUNS,
    );
  });

  Deno.test(`productBack() of ${kernels.name} is the reference's, from W and from its transposed copy`, () => {
    fc.assert(
      fc.property(shapes, ({ seed, rows, n, k: inputs, padA, padZ, accumulate }) => {
        const k = inputs + 8; // at least one block of columns
        const columns = k & ~7;
        const heap = new Mirror(kernels, seed);
        const w = heap.filled(n * k);
        const wt = heap.filled(n * columns);
        const dz = heap.filled(rows * (n + padZ));
        const da = heap.filled(rows * (k + padA));
        for (const [set, at] of [[heap.fast, "fast"], [heap.exact, "exact"]] as const) {
          set.transpose(w[at], wt[at], n, k, columns);
          set.productBack(
            w[at],
            set.readsTransposed(rows) ? wt[at] : 0,
            dz[at],
            n + padZ,
            da[at],
            k + padA,
            rows,
            n,
            k,
            columns,
            accumulate,
          );
        }
        assertEquals(heap.worst(wt), 0);
        assert(heap.worst(da) <= tolerance(n));
      }),
      RUNS,
    );
  });

  Deno.test(`weightGradient() of ${kernels.name} is the reference's, over more rows than a panel holds`, () => {
    fc.assert(
      fc.property(
        shapes,
        fc.constantFrom(0, 1, 60, 130),
        ({ seed, rows: few, n, k, padA, padZ, accumulate }, more) => {
          const rows = few + more;
          const heap = new Mirror(kernels, seed);
          const a = heap.filled(rows * (k + padA));
          const dz = heap.filled(rows * (n + padZ));
          const dw = heap.filled(n * k);
          heap.fast.weightGradient(a.fast, k + padA, dz.fast, n + padZ, dw.fast, rows, n, k, accumulate);
          heap.exact.weightGradient(a.exact, k + padA, dz.exact, n + padZ, dw.exact, rows, n, k, accumulate);
          assert(heap.worst(dw) <= tolerance(rows));
        },
      ),
      { seed: 2, numRuns: 60 },
    );
  });

  Deno.test(`product() of ${kernels.name} passes NaN and infinities through to their own row only`, () => {
    for (const odd of [NaN, Infinity, -Infinity]) {
      const heap = new Mirror(kernels, 3);
      const w = heap.filled(16 * 8, 0.5, 1).fast;
      const a = heap.filled(5 * 8).fast;
      const z = heap.zeros(5 * 16);
      kernels.memory[a + 2 * 8 + 3] = odd;
      kernels.product(w, a, 8, z.fast, 16, 5, 16, 8, 0);
      heap.values(z).forEach((value, i) => {
        if (i >> 4 === 2) assertEquals(value, odd);
        else assert(Number.isFinite(value));
      });
    }
  });
}
