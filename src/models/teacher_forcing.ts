import type { Archive, Persistent } from "../base/archive.ts";
import type { Random } from "../base/random.ts";

/**
 * Scheduled sampling: whether a training decoder's step reads the truth of the step before or its own output,
 * by a coin of its own for each step of each window. The share of truth falls linearly with the updates made,
 * from 1 to 0.
 *
 * Source: Bengio, Vinyals, Jaitly & Shazeer 2015, §2.4, linear decay with ε = 0. State: the coin's, drawn
 * only while the share lies between 0 and 1.
 */
export class TeacherForcing implements Persistent {
  /** @param anneal updates after which no truth is fed any more; 0: never any */
  constructor(private readonly anneal: number, private readonly random: Random) {}

  /** Probability of the truth. */
  share(updates: number): number {
    return this.anneal === 0 ? 0 : Math.max(0, 1 - updates / this.anneal);
  }

  feedsTruth(updates: number): boolean {
    const share = this.share(updates);
    return share >= 1 || (share > 0 && this.random.uniform() < share);
  }

  persist(archive: Archive): void {
    this.random.persist(archive);
  }
}
