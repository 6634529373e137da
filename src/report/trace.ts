/**
 * The newest `capacity` rows of a stream of rows of numbers, in a ring.
 *
 * Memory: capacity · width float64. Cost of `add`: a copy.
 */
export class Trace {
  /** Rows taken in so far. */
  rows = 0;
  private readonly values: Float64Array;

  constructor(private readonly width: number, private readonly capacity: number) {
    this.values = new Float64Array(width * capacity);
  }

  /** Where the next row's numbers are to be written in `buffer`; it counts as taken in. */
  next(): number {
    return (this.rows++ % this.capacity) * this.width;
  }

  get buffer(): Float64Array {
    return this.values;
  }

  /** One column by row number, oldest first. */
  points(column: number): [row: number, value: number][] {
    const first = Math.max(0, this.rows - this.capacity);
    return Array.from({ length: this.rows - first }, (_, i) => {
      const row = first + i;
      return [row, this.values[(row % this.capacity) * this.width + column]];
    });
  }
}
