/** Bytes that are reserved at once. */
const STRETCH = 1 << 16;
/** Longer arrays stand by themselves. */
const LONGEST = 1 << 11;

let stretch = new ArrayBuffer(0);
let taken = 0;

interface Kind<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, from: number, length: number): A;
}

/**
 * An array of zeros, beside the one that was asked for before it. A series' memory is some forty small
 * arrays, which a row all touches: packed, those of a thousand series are found a fifth to a third faster.
 *
 * For what lives as long as its series: a stretch is freed when nobody holds any array of it.
 */
export function packed<A>(kind: Kind<A>, length: number): A {
  const bytes = Math.ceil(length * kind.BYTES_PER_ELEMENT / 8) * 8;
  if (bytes > LONGEST) return new kind(new ArrayBuffer(bytes), 0, length);
  if (taken + bytes > stretch.byteLength) {
    stretch = new ArrayBuffer(STRETCH);
    taken = 0;
  }
  taken += bytes;
  return new kind(stretch, taken - bytes, length);
}
