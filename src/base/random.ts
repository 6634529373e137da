import type { Archive, Persistent } from "./archive.ts";

/**
 * Seeded pseudo-random numbers: the same seed gives the same sequence on every machine.
 *
 * Generator: sfc32 (Doty-Humphrey, PractRand), 128 bits of state, seeded by splitmix32. Cost: O(1), no
 * allocation.
 */
export class Random implements Persistent {
  private readonly state = new Int32Array(4);

  /** Begins a sequence. @param seed a whole number; the same one gives the same sequence */
  constructor(seed: number) {
    let x = Math.floor(seed) | 0;
    for (let i = 0; i < 4; i++) {
      x = (x + 0x9e3779b9) | 0;
      let z = x;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      this.state[i] = z ^ (z >>> 15);
    }
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A uniform integer in [0, 2³²). */
  uint32(): number {
    const s = this.state;
    const sum = (s[0] + s[1] + s[3]) | 0;
    s[3] = (s[3] + 1) | 0;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = (s[2] + (s[2] << 3)) | 0;
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + sum | 0;
    return sum >>> 0;
  }

  /** A uniform number in [low, high), with 32 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.uint32() / 4294967296);
  }

  /** A uniform integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /**
   * A standard normal number (Box and Muller 1958; the second of each pair is not kept, so that the state is
   * 16 bytes).
   */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** The state, 128 bits: the sequence goes on. */
  persist(archive: Archive): void {
    archive.array("state", this.state);
  }
}
