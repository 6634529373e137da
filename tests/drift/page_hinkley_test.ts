import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { PageHinkley, type PageHinkleyOptions } from "../../src/drift/page_hinkley.ts";

/** The numbers (from 1) of the errors that raise an alarm. */
function alarms(errors: readonly number[], options: PageHinkleyOptions): number[] {
  const test = new PageHinkley(options);
  return errors.flatMap((error, t) => test.update(error) === "drift" ? [t + 1] : []);
}

Deno.test("PageHinkley finds a jump where arithmetic says", () => {
  // Ten zeros, then fours. Means 4/11, 8/12, 12/13; excesses less δ = 1/2: 3.1364, 2.8333, 2.5769; together
  // above 8.5 at the third.
  const errors = [...new Array(10).fill(0), 4, 4, 4, 4];
  const options = { tolerance: 0.5, threshold: 8.5, least: 1 };
  assertEquals(alarms(errors, options), [13]);
  assertEquals(alarms(errors, { ...options, threshold: 8.54 }), [13]); // 8.5466 in all
  assertEquals(alarms(errors, { ...options, threshold: 8.55 }), [14]);
  assertEquals(alarms(errors, { ...options, least: 14 }), [14]);
  assertEquals(alarms(errors, { ...options, tolerance: 2 }), []); // 1.6364 + 1.3333 + 1.0769 + 0.8571
});

Deno.test("PageHinkley looks at both sides alike", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { maxLength: 300 }), (errors) => {
      const options = { tolerance: 0.25, threshold: 5, least: 5 };
      assertEquals(alarms(errors.map((error) => -error), options), alarms(errors, options));
    }),
    { seed: 1, numRuns: 100 },
  );
});

Deno.test("PageHinkley begins anew after an alarm, and a mean that has settled is no news", () => {
  const jumps = [0, 3, 3, -3].flatMap((level) => new Array(100).fill(level));
  const found = alarms(jumps, { tolerance: 0.5, threshold: 20, least: 10 });
  assertEquals(found.length, 2);
  assertEquals(found.map((t) => Math.floor((t - 1) / 100)), [1, 3]);
});

Deno.test("PageHinkley is its textbook form: the sum of excesses above its own least", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 200 }),
      (errors) => {
        const { tolerance, threshold } = { tolerance: 0.25, threshold: 6 };
        let [mean, up, down, least, most] = [0, 0, 0, 0, 0];
        let expected = 0;
        for (let t = 1; t <= errors.length && expected === 0; t++) {
          const error = errors[t - 1];
          mean += (error - mean) / t;
          up += error - mean - tolerance;
          down += error - mean + tolerance;
          least = Math.min(least, up);
          most = Math.max(most, down);
          // rounding decides
          if (Math.abs(up - least - threshold) < 1e-9 || Math.abs(most - down - threshold) < 1e-9) return;
          if (up - least > threshold || most - down > threshold) expected = t;
        }
        assertEquals(alarms(errors, { tolerance, threshold, least: 1 }).at(0) ?? 0, expected);
      },
    ),
    { seed: 2, numRuns: 200 },
  );
});
