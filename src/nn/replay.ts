import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import type { Random } from "../base/random.ts";

/**
 * Experience replay: a bounded memory of what was learned, from which some is drawn, uniformly and with
 * replacement, to be learned again beside what is new.
 *
 * Source: Lin 1992. Memory: `capacity` items. Items are used again, so that nothing is allocated once it is
 * full.
 */
export class Replay<T extends Persistent> implements Persistent {
  private readonly items: T[] = [];
  private kept = 0;

  /**
   * @param create an item for the caller, or an archive, to fill
   * @param replaces which item gives way to a new one when all places are taken: the oldest, or any by
   * chance, so that older ones are the less likely to stay the older
   */
  constructor(
    private readonly capacity: number,
    private readonly create: () => T,
    private readonly replaces: "oldest" | "any",
    private readonly random: Random,
  ) {}

  /** The item that holds what is kept now; the caller overwrites it. */
  keep(): T {
    const { items, kept, capacity } = this;
    const at = kept < capacity
      ? kept
      : this.replaces === "oldest"
      ? kept % capacity
      : this.random.below(capacity);
    this.kept++;
    return items[at] ??= this.create();
  }

  /** All items that are held. */
  each(act: (item: T) => void): void {
    for (const item of this.items) act(item);
  }

  /** Fills `drawn` with so many items, some perhaps twice; with none while nothing has been kept. */
  draw(count: number, drawn: T[]): void {
    const { items, random } = this;
    drawn.length = items.length === 0 ? 0 : count;
    for (let i = 0; i < drawn.length; i++) drawn[i] = items[random.below(items.length)];
  }

  persist(archive: Archive): void {
    this.random.persist(archive.within("random"));
    this.kept = persistCount(archive, "count", this.kept);
    const held = Math.min(this.kept, this.capacity);
    if (archive.restoring) this.items.length = 0;
    for (let i = 0; i < held; i++) {
      this.items[i] ??= this.create();
      this.items[i].persist(archive.within(`past.${i}`));
    }
  }
}
