import type { Archive, Persistent } from "../base/archive.ts";
import { RootMeanSquare } from "../series/moments.ts";

/** An error counts at most this many times what errors usually are. */
const LIMIT = 3;
/**
 * What errors usually are is taken to be at least this, in units of the label, so that after a quiet
 * time a jump still counts.
 */
const LEAST = 0.1;

/**
 * Huber's ψ with an online scale: least squares on limited errors, so that one outlier moves the weights no
 * more than a large but usual error does. The scale is the root mean square of about the last hundred errors;
 * before the first it is 1, the unit of the labels.
 *
 * Source: Huber 1964. Memory: two numbers. Cost: O(1).
 */
export class ErrorLimit implements Persistent {
  private readonly usual = new RootMeanSquare(0.99, 4);

  /** The error within its limit. The error then counts towards what is usual. */
  apply(error: number): number {
    const limit = LIMIT * Math.max(this.usual.value || 1, LEAST);
    this.usual.update(error);
    return Math.max(-limit, Math.min(limit, error));
  }

  persist(archive: Archive): void {
    this.usual.persist(archive);
  }
}
