import { assertAlmostEquals, assertEquals } from "@std/assert";
import { studentTwoSided } from "../../src/evaluation/student_t.ts";

Deno.test("studentTwoSided() agrees with the closed forms for one and two degrees of freedom", () => {
  for (const t of [0, 1e-9, 0.3, 1, 2, 17, 1e4]) {
    assertAlmostEquals(studentTwoSided(t, 1), 1 - 2 * Math.atan(t) / Math.PI, 1e-13);
    assertAlmostEquals(studentTwoSided(t, 2), 1 - t / Math.sqrt(2 + t * t), 1e-13);
  }
});

Deno.test("studentTwoSided() agrees with SciPy to nine digits", () => {
  // SciPy 1.17: 2 * stats.t.sf(abs(t), v)
  const golden = [
    [2.5, 3, 0.08770664700806556],
    [30, 4, 7.352856097661319e-6],
    [1e-8, 5, 0.9999999924078662],
    [0.1, 10, 0.9223207185644082],
    [8, 30, 6.265822475700759e-9],
    [1.96, 47, 0.05593981363169365],
    [1.7, 63.5, 0.09402461237474628],
    [-3.2, 899, 0.0014224471105686249],
    [4.5, 17419, 6.839327637249027e-6],
    [0.001, 1e6, 0.9992021157716492],
    [2, 1999999, 0.04550039887387424],
  ];
  for (const [t, freedom, p] of golden) {
    assertAlmostEquals(studentTwoSided(t, freedom) / p, 1, 1e-9, `t = ${t}, ν = ${freedom}`);
  }
});

Deno.test("studentTwoSided() is 1 at zero, 0 at infinity and NaN without freedom", () => {
  assertEquals(studentTwoSided(0, 100), 1);
  assertEquals(studentTwoSided(-Infinity, 100), 0);
  assertEquals(studentTwoSided(1, 0), NaN);
  assertEquals(studentTwoSided(NaN, 10), NaN);
});
