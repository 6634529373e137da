import { assert, assertEquals } from "@std/assert";
import { BUILDS, Mirror } from "./mirror.ts";

for (const kernels of BUILDS) {
  Deno.test(`additiveScore() and additiveScoreBack() of ${kernels.name} are the reference's for every length`, () => {
    const heap = new Mirror(kernels, 9);
    for (let length = 4; length <= 72; length += 4) {
      const [v, q, k] = [1, 3, 3].map((bound) => heap.filled(length, -bound, bound));
      const [dv, dq, dk] = [1, 1, 1].map(() => heap.filled(length + 4)); // four more, to be left alone
      const score = heap.fast.additiveScore(v.fast, q.fast, k.fast, length);
      const exact = heap.exact.additiveScore(v.exact, q.exact, k.exact, length);
      assert(Math.abs(score - exact) <= 1e-6 * length, `${score} instead of ${exact}`);
      const rest = [dv, dq, dk].map((buffer) => heap.values(buffer).slice(length));
      for (const [set, at] of [[heap.fast, "fast"], [heap.exact, "exact"]] as const) {
        set.additiveScoreBack(v[at], q[at], k[at], 0.7, dv[at], dq[at], dk[at], length);
      }
      for (const buffer of [dv, dq, dk]) assert(heap.worst(buffer) <= 2e-6);
      assertEquals([dv, dq, dk].map((buffer) => heap.values(buffer).slice(length)), rest);
    }
  });

  Deno.test(`additiveScore() of ${kernels.name} lets NaN through, and saturates`, () => {
    const heap = new Mirror(kernels, 10);
    const [v, q, k] = [heap.of([1, 1, 1, 1]), heap.of([50, 1e30, 0, -50]), heap.zeros(4)];
    assert(Math.abs(kernels.additiveScore(v.fast, q.fast, k.fast, 4) - 1) < 1e-6);
    kernels.memory[q.fast] = NaN;
    assertEquals(kernels.additiveScore(v.fast, q.fast, k.fast, 4), NaN);
  });
}
