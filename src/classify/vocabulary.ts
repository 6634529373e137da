import type { Archive, Persistent } from "../base/archive.ts";
import { RunError } from "../base/errors.ts";

/**
 * Texts by number, in the order of their first appearance: the classes of a run, or the characters of a text.
 * Bounded: outputs and inputs are reserved for so many from the start.
 */
export class Vocabulary implements Persistent {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** @param what a text is called in messages: `class`; @param flag which allows more: `--classes` */
  constructor(readonly capacity: number, private readonly what: string, private readonly flag: string) {}

  get size(): number {
    return this.texts.length;
  }

  /** The text's number, a new one if it has not been seen. @throws {RunError} if there are too many */
  number(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (this.texts.length === this.capacity) {
      throw new RunError(
        `Cannot take ${JSON.stringify(text)} for one more ${this.what}: expected at most ${this.capacity}, ` +
          `got ${this.texts.slice(0, 8).map((known) => JSON.stringify(known)).join(", ")}` +
          `${this.capacity > 8 ? " …" : ""}; ${this.flag} allows more`,
      );
    }
    this.numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  persist(archive: Archive): void {
    const size = archive.number("size", this.size);
    for (let i = 0; i < size; i++) {
      const text = archive.text(`text.${i}`, this.texts[i] ?? "");
      if (archive.restoring) this.number(text);
    }
  }
}
