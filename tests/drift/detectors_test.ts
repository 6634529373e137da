import { assert, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { DETECTORS } from "../../src/drift/registry.ts";

for (const [name, entry] of Object.entries(DETECTORS)) {
  Deno.test(`${name}: reset() leaves nothing of what it has seen`, () => {
    const random = new Random(3);
    const [used, fresh] = [entry.create(), entry.create()];
    for (let t = 0; t < 777; t++) used.update(2 * random.normal() + 1);
    used.reset();
    const errors = Array.from(
      { length: 3000 },
      (_, t) => (t < 1500 ? 1 : 3) * random.normal() + (t < 2200 ? 0 : 2),
    );
    const [again, said] = [used, fresh].map((detector) => errors.map((error) => detector.update(error)));
    assertEquals(again, said);
    assert(said.includes("drift"));
  });
}
