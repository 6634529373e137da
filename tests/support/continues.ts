import { assertEquals } from "@std/assert";
import { MemoryArchive, type Persistent } from "../../src/base/archive.ts";

/** Asserts that what `make` gives can continue bit for bit: run, save, run on; restore into a fresh one, run on. */
export function assertContinues<T extends Persistent, R>(
  make: () => T,
  before: (it: T) => void,
  after: (it: T) => R,
): void {
  const whole = make();
  before(whole);
  const saved = new MemoryArchive();
  whole.persist(saved);
  const restored = make();
  restored.persist(saved.reopened());
  assertEquals(after(restored), after(whole));
  const end = new MemoryArchive();
  whole.persist(end);
  const restoredEnd = new MemoryArchive();
  restored.persist(restoredEnd);
  assertEquals(restoredEnd.entries, end.entries);
}
