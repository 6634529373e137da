import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { TeacherForcing } from "../../src/models/teacher_forcing.ts";

Deno.test("TeacherForcing feeds the truth at first, nothing but own outputs at the end, and a falling share between", () => {
  const teacher = new TeacherForcing(100, new Random(1));
  assertEquals([0, 25, 50, 100, 1000].map((updates) => teacher.share(updates)), [1, 0.75, 0.5, 0, 0]);
  const shareOf = (updates: number) => {
    let truths = 0;
    for (let i = 0; i < 4000; i++) if (teacher.feedsTruth(updates)) truths++;
    return truths / 4000;
  };
  assertEquals([shareOf(0), shareOf(100)], [1, 0]);
  for (const updates of [10, 50, 80]) assertAlmostEquals(shareOf(updates), teacher.share(updates), 0.03);
});

Deno.test("TeacherForcing with anneal 0 never feeds the truth", () => {
  const teacher = new TeacherForcing(0, new Random(1));
  assert(![0, 1, 100].some((updates) => teacher.feedsTruth(updates)));
});

Deno.test("TeacherForcing tosses the same coins after a restart", () => {
  const toss = (teacher: TeacherForcing) => Array.from({ length: 50 }, () => teacher.feedsTruth(5));
  const teacher = new TeacherForcing(10, new Random(3));
  toss(teacher);
  const saved = new MemoryArchive();
  teacher.persist(saved);
  const restored = new TeacherForcing(10, new Random(99));
  restored.persist(saved.reopened());
  assertEquals(toss(restored), toss(teacher));
});
