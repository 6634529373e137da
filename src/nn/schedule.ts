/**
 * Which rows of a minibatch are at work at which step, when its segments differ in length.
 *
 * Segments end together, at the newest row, and are sorted longest first; so the rows at work at a step are
 * the first `counts[t]` of them, and `counts` never falls. Rows are packed: step t's stand at `offsets[t] …`,
 * without gaps, and no mask is needed anywhere (the idea of PyTorch's PackedSequence, mirrored: its sequences
 * begin together).
 */
export class Schedule {
  /** T, number of steps. */
  steps = 0;
  /** B, number of segments. */
  batch = 0;
  /** R, number of packed rows: the sum of all segments' lengths. */
  rows = 0;
  /** Whether all segments have the same length, so that R = T · B and row (t, b) is t · B + b. */
  uniform = true;
  /** By step: rows at work. */
  counts: Int32Array = new Int32Array(64);
  /** One entry more than steps: the last is R, where the rows "after the last step" begin. */
  offsets: Int32Array = new Int32Array(65);
  /** By segment: the step at which it begins, T − its length. */
  firsts: Int32Array = new Int32Array(64);

  /** @param lengths of the segments, falling; all at least 1 */
  /** Packs segments of these lengths, falling. */
  plan(lengths: ArrayLike<number>, batch: number): void {
    this.batch = batch;
    this.steps = lengths[0];
    this.uniform = lengths[batch - 1] === this.steps;
    if (this.counts.length < this.steps) {
      this.counts = new Int32Array(2 * this.steps);
      this.offsets = new Int32Array(2 * this.steps + 1);
    }
    if (this.firsts.length < batch) this.firsts = new Int32Array(2 * batch);
    let row = 0;
    let active = 0;
    for (let t = 0; t < this.steps; t++) {
      while (active < batch && lengths[active] >= this.steps - t) this.firsts[active++] = t;
      this.counts[t] = active;
      this.offsets[t] = row;
      row += active;
    }
    this.offsets[this.steps] = row;
    this.rows = row;
  }

  /** The first step of the run of steps with as many rows as step t; the one behind its last. */
  runStart(t: number): number {
    if (this.uniform) return 0;
    while (t > 0 && this.counts[t - 1] === this.counts[t]) t--;
    return t;
  }
  /** The first step after t that has fewer rows. */
  runEnd(t: number): number {
    if (this.uniform) return this.steps;
    const rows = this.counts[t];
    while (t < this.steps && this.counts[t] === rows) t++;
    return t;
  }

  /** The packed row of segment b at step t. */
  row(t: number, b: number): number {
    return this.offsets[t] + b;
  }
}
