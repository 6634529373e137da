import { assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { DueTracks } from "../../src/models/due_tracks.ts";
import type { Track } from "../../src/models/forecaster.ts";
import type { Learning } from "../../src/models/learning.ts";
import type { Series } from "../../src/series/series.ts";

type Numbered = Track & { readonly series: Series };

const track = (index: number): Numbered => ({
  series: { index } as Series,
  forecast: new Float64Array(),
  persist() {},
});

/** Tracks 0 … 3, of which a step is due for all but number 3. */
function begin(batch: number): { due: DueTracks<Numbered>; tracks: Numbered[] } {
  const isDue = (series: Series) => series.index !== 3;
  const due = new DueTracks<Numbered>({ options: { batch }, isDue } as unknown as Learning);
  return { due, tracks: [0, 1, 2, 3].map((index) => due.open(track(index))) };
}

const numbers = (tracks: readonly Numbered[]): number[] => tracks.map(({ series }) => series.index);

Deno.test("DueTracks.gather() gives what is due at once when a step waits for nothing", () => {
  const { due, tracks } = begin(1);
  assertEquals(numbers(due.gather([tracks[2], tracks[3], tracks[0]])), [2, 0]);
  due.clear();
  assertEquals(numbers(due.gather([tracks[3]])), []);
  assertEquals(numbers(due.gather([tracks[1]])), [1]);
});

Deno.test("DueTracks.gather() waits until so many rows are due, and gives each track once, in the order of their rows", () => {
  const { due, tracks } = begin(4);
  assertEquals(numbers(due.gather([tracks[1]])), []);
  assertEquals(numbers(due.gather([tracks[0], tracks[3]])), []);
  assertEquals(numbers(due.gather([tracks[1]])), []);
  assertEquals(numbers(due.gather([tracks[0]])), [1, 0]);
  due.clear();
  assertEquals(numbers(due.gather([tracks[2]])), []);
});

Deno.test("DueTracks.gather() gives more rows than it waits for, where they come together", () => {
  const { due, tracks } = begin(2);
  assertEquals(numbers(due.gather(tracks)), [0, 1, 2]);
});

Deno.test("DueTracks continues from an archive with the same tracks waiting", () => {
  const { due, tracks } = begin(4);
  due.gather([tracks[2], tracks[1]]);
  due.gather([tracks[2]]);
  const archive = new MemoryArchive();
  due.persist(archive);

  const restored = begin(4);
  restored.due.gather([restored.tracks[0]]); // is forgotten
  restored.due.persist(archive.reopened());
  assertEquals(numbers(restored.due.gather([restored.tracks[0]])), [2, 1, 0]);
});

Deno.test("DueTracks restores in place of what waited: a track that no longer does can wait anew", () => {
  const { due, tracks } = begin(2);
  due.gather([tracks[0]]);
  const archive = new MemoryArchive();
  due.persist(archive);
  const restored = begin(2);
  restored.due.gather([restored.tracks[2]]);
  restored.due.persist(archive.reopened());
  assertEquals(numbers(restored.due.gather([restored.tracks[2]])), [0, 2]);
});
