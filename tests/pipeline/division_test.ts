import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { divide } from "../../src/pipeline/division.ts";

Deno.test("divide() gives the most costly to who has least to do", () => {
  const tasks = [5, 1, 4, 3, 3].map((cost, i) => ({ name: `m${i}`, reads: "", cost }));
  assertEquals(divide(tasks, 2), [[0, 4], [1, 2, 3]]);
  assertEquals(divide(tasks, 1), [[0, 1, 2, 3, 4]]);
});

Deno.test("divide() leaves no worker without a model", () => {
  const tasks = [{ name: "a", reads: "", cost: 1 }, { name: "b", reads: "", cost: 1 }];
  assertEquals(divide(tasks, 9), [[0], [1]]);
});

Deno.test("divide() keeps what reads another's forecasts with it, through others too", () => {
  const tasks = [
    { name: "ar", reads: "", cost: 1 },
    { name: "lstm", reads: "ar", cost: 9 },
    { name: "gru", reads: "", cost: 9 },
    { name: "top", reads: "lstm", cost: 1 },
  ];
  assertEquals(divide(tasks, 4), [[0, 1, 3], [2]]);
});

Deno.test("divide() gives every model to exactly one worker, each worker's in the run's order", () => {
  const costs = fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(costs, fc.integer({ min: 1, max: 8 }), (all, workers) => {
      const tasks = all.map((cost, i) => ({ name: `m${i}`, reads: i % 3 === 2 ? `m${i - 1}` : "", cost }));
      const shares = divide(tasks, workers);
      assert(shares.length <= workers);
      assertEquals(shares.flat().sort((a, b) => a - b), all.map((_, i) => i));
      for (const share of shares) {
        assert(share.length > 0);
        assertEquals(share, share.toSorted((a, b) => a - b));
      }
    }),
    { seed: 5, numRuns: 200 },
  );
});
