import type { Archive, Persistent } from "../base/archive.ts";
import type { Row } from "../input/row.ts";
import { InputDigest, rowHash } from "./input_digest.ts";
import { Repeats, type ResumedReader } from "./repeats.ts";
import { Watermarks } from "./watermarks.ts";

/**
 * What the runs of one state know of their inputs: how the last one began and what it held, and how far each
 * series has been learned. Restored, it tells the rows that come again from new ones. Constant memory but for
 * 29 bytes a series.
 */
export class InputMemory implements Persistent {
  private readonly now = new InputDigest();
  private readonly watermarks = new Watermarks();
  private repeats: Repeats | undefined;
  private timed = false;
  private holds = false;

  /** @param say told, in a line, what a person should know of an input's history */
  constructor(private readonly say: (text: string) => void) {}

  /** Rows, and bad rows, that came again. */
  get repeatedRows(): number {
    return this.repeats?.rows ?? 0;
  }
  get repeatedFlaws(): number {
    return this.repeats?.flaws ?? 0;
  }

  /** The input is open. @param timed, holds see `Repeats.attach` */
  begin(reader: ResumedReader, timed: boolean, holds = false): void {
    this.timed = timed;
    this.holds = holds;
    this.repeats?.attach(reader, timed, holds);
  }

  /**
   * Whether the row is to be learned: it has not been before. To be asked once for every accepted row, in
   * order.
   */
  isNew(row: Row): boolean {
    const hash = rowHash(row, this.timed);
    this.now.add(hash, !this.holds);
    if (this.repeats?.isRepeated(row, hash)) return false;
    // A clock that has leapt says nothing of how far the series has come.
    if (this.timed && !row.isLeap) this.watermarks.learned(row.series, row.time, hash);
    return true;
  }

  /** Whether a bad row was not there before. To be asked once for every bad row, in order with the others. */
  isNewFlaw(): boolean {
    this.now.addFlaw();
    return !this.repeats?.isRepeatedFlaw();
  }

  /** The input has ended. */
  finish(): void {
    this.repeats?.finish();
  }

  /** Saves what is known with this input; what is restored is what was known before it. */
  persist(archive: Archive): void {
    const last = archive.restoring ? new InputDigest() : this.now;
    last.persist(archive.within("last"));
    this.watermarks.persist(archive.within("watermarks"));
    const recordsBefore = archive.number("recordsBefore", this.repeats?.recordsBefore ?? 0);
    if (!archive.restoring) return;
    const { watermarks, now, say } = this;
    this.repeats = new Repeats({ input: last, recordsBefore, watermarks }, now, say);
  }
}
