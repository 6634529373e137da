import { assert, assertEquals } from "@std/assert";
import { BUILDS, Mirror } from "./mirror.ts";

for (const kernels of BUILDS) {
  Deno.test(`copy() of ${kernels.name} copies what it is told to, and nothing beside it`, () => {
    const heap = new Mirror(kernels, 4);
    const [from, to] = [heap.filled(40), heap.filled(40)];
    for (const length of [0, 4, 12, 32]) {
      const expected = [...heap.values(to)];
      expected.splice(4, length, ...heap.values(from).slice(8, 8 + length));
      for (const [set, at] of [[heap.fast, "fast"], [heap.exact, "exact"]] as const) {
        set.copy(from[at] + 8, to[at] + 4, length);
      }
      assertEquals([...heap.values(to)], expected);
      assertEquals(heap.worst(to), 0);
    }
  });

  Deno.test(`relu() and reluBack() of ${kernels.name} are the reference's, NaN included, and keep to their columns`, () => {
    const heap = new Mirror(kernels, 5);
    const rows = 3;
    const n = 12;
    const z = heap.filled(rows * 16);
    const dz = heap.filled(rows * 20);
    for (const [set, at] of [[heap.fast, "fast"], [heap.exact, "exact"]] as const) {
      set.memory.set([NaN, 0, -0, -Infinity, Infinity], z[at]);
      set.relu(z[at], 16, rows, n);
      set.reluBack(z[at], 16, dz[at], 20, rows, n);
    }
    assertEquals(heap.worst(dz), 0);
    assertEquals([...heap.values(z).slice(0, 5)], [NaN, 0, -0, 0, Infinity]);
    assertEquals(
      [...heap.values(z)].map(String),
      [...heap.exact.memory.slice(z.exact, z.exact + z.length)].map(String),
    );
  });

  Deno.test(`sumOfSquares() of ${kernels.name} is the reference's for every length`, () => {
    const heap = new Mirror(kernels, 6);
    const x = heap.filled(200);
    for (let length = 0; length <= 200; length++) {
      const exact = heap.exact.sumOfSquares(x.exact, length);
      assert(Math.abs(heap.fast.sumOfSquares(x.fast, length) - exact) <= 1e-6 * exact);
    }
    kernels.memory[x.fast + 77] = NaN;
    assertEquals(kernels.sumOfSquares(x.fast, 200), NaN);
  });

  Deno.test(`adam() of ${kernels.name} follows the reference over 50 steps, with clipping and weight decay`, () => {
    const heap = new Mirror(kernels, 7);
    const length = 64;
    const [w, m, v] = [heap.filled(length), heap.zeros(length), heap.zeros(length)];
    for (let t = 1; t <= 50; t++) {
      const g = heap.filled(length, -0.1, 0.1);
      const before = heap.values(g);
      const correction = Math.sqrt(1 - 0.999 ** t);
      const rate = 1e-2 * correction / (1 - 0.9 ** t);
      for (const [set, at] of [[heap.fast, "fast"], [heap.exact, "exact"]] as const) {
        set.adam(w[at], g[at], m[at], v[at], length, 0.7, rate, 1e-8 * correction, 0.9, 0.999, 1e-4);
      }
      assertEquals(heap.values(g), before);
    }
    assert(heap.worst(m) <= 1e-8);
    assert(heap.worst(v) <= 1e-9);
    assert(heap.worst(w) <= 2e-6);
  });

  Deno.test(`adamOuter() of ${kernels.name} is adam() on the outer product written out, and follows the reference`, () => {
    const heap = new Mirror(kernels, 9);
    const [n, k] = [16, 12];
    const shape = n * k;
    const [w, m, v] = [heap.filled(shape), heap.zeros(shape), heap.zeros(shape)];
    const [w2, m2, v2, g] = [
      heap.of([...heap.values(w)]),
      heap.zeros(shape),
      heap.zeros(shape),
      heap.zeros(shape),
    ];
    const numbers = [0.7, 1e-2, 1e-8, 0.9, 0.999, 1e-4] as const;
    for (let t = 1; t <= 20; t++) {
      const [dz, a] = [heap.filled(n), heap.filled(k)];
      kernels.adamOuter(w.fast, dz.fast, a.fast, m.fast, v.fast, n, k, ...numbers);
      heap.exact.adamOuter(w.exact, dz.exact, a.exact, m.exact, v.exact, n, k, ...numbers);
      heap.exact.weightGradient(a.exact, 0, dz.exact, 0, g.exact, 1, n, k, 0);
      heap.exact.adam(w2.exact, g.exact, m2.exact, v2.exact, shape, ...numbers);
    }
    for (const [outer, written] of [[w, w2], [m, m2], [v, v2]]) {
      assert(heap.worst(outer) <= 2e-6);
      const values = (at: number) => heap.exact.memory.slice(at, at + shape);
      assertEquals(values(outer.exact), values(written.exact));
    }
    assert(heap.values(w).every((value, i) => Math.abs(value - heap.exact.memory[w2.exact + i]) < 2e-6));
  });

  Deno.test(`adam() of ${kernels.name} never meets a denormal number, and keeps what is zero at zero`, () => {
    const SMALLEST_NORMAL = 2 ** -126;
    const heap = new Mirror(kernels, 8);
    const length = 64;
    const [w, g, m, v] = [heap.filled(length), heap.zeros(length), heap.zeros(length), heap.zeros(length)];
    kernels.memory[w.fast] = 0; // a padded parameter: its gradient is always 0
    const step = () => kernels.adam(w.fast, g.fast, m.fast, v.fast, length, 1, 1e-3, 1e-8, 0.9, 0.9, 0);

    kernels.memory.fill(1e-20, g.fast + 1, g.fast + length); // too small to move a moment
    step();
    assertEquals(heap.values(m), new Float32Array(length));

    // gradients that fall from 1e-2 to 1e-40, then none for long, with moments that forget within some ten
    // steps
    for (let t = 0; t < 5000; t++) {
      for (let i = 1; i < length; i++) kernels.memory[g.fast + i] = t < 2000 ? 10 ** (-2 - t / 50) / i : 0;
      step();
      if (t % 10 > 0) continue;
      for (const x of [...heap.values(m), ...heap.values(v)]) {
        assert(x === 0 || Math.abs(x) >= SMALLEST_NORMAL, `${x} at step ${t}`);
      }
    }
    assertEquals([kernels.memory[w.fast], kernels.memory[m.fast]], [0, 0]);
    assertEquals([...heap.values(m)].filter((x) => Math.abs(x) > 1e-17), []);
  });
}
