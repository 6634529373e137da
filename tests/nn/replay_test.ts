import { assert, assertEquals } from "@std/assert";
import { type Archive, MemoryArchive, type Persistent } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { Replay } from "../../src/nn/replay.ts";

class Item implements Persistent {
  value = 0;
  persist(archive: Archive): void {
    this.value = archive.number("value", this.value);
  }
}

const replay = (capacity: number, replaces: "oldest" | "any" = "oldest") =>
  new Replay(capacity, () => new Item(), replaces, new Random(1));

function draw(from: Replay<Item>, count: number): number[] {
  const drawn: Item[] = [];
  from.draw(count, drawn);
  return drawn.map(({ value }) => value);
}

Deno.test("Replay.draw() gives nothing while nothing has been kept, then only what was kept", () => {
  const it = replay(3);
  assertEquals(draw(it, 3), []);
  it.keep().value = 1;
  it.keep().value = 3;
  const drawn = draw(it, 50);
  assertEquals(drawn.length, 50);
  assertEquals([...new Set(drawn)].sort(), [1, 3]);
});

Deno.test("Replay.keep() lets the oldest give way once all places are taken, or any", () => {
  const fill = (replaces: "oldest" | "any") => {
    const it = replay(50, replaces);
    for (let i = 1; i <= 1000; i++) it.keep().value = i;
    return Math.min(...draw(it, 500));
  };
  assertEquals(fill("oldest"), 951);
  const oldest = fill("any");
  assert(oldest < 940 && oldest > 500, `oldest is ${oldest}`); // the chance to stay falls by 2 % with each
});

Deno.test("Replay continues from an archive: what is held, what is replaced, what is drawn", () => {
  for (const replaces of ["oldest", "any"] as const) {
    for (const kept of [0, 2, 3, 8]) {
      const it = replay(3, replaces);
      for (let i = 1; i <= kept; i++) it.keep().value = i;
      draw(it, 5);
      const saved = new MemoryArchive();
      it.persist(saved);
      const other = replay(3, replaces);
      other.keep().value = 99; // is forgotten
      other.persist(saved.reopened());
      for (const one of [it, other]) one.keep().value = 10;
      assertEquals(draw(other, 20), draw(it, 20));
    }
  }
});
