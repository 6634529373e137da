import type { Archive, Persistent } from "../base/archive.ts";
import { Moments } from "../series/moments.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Memory of the scales, about 2,000 rows, and how far off an outlier may count. */
const FACTOR = 0.9995;
const REACH = 10;

/** Inputs that a numeric column gives. */
const INPUTS_PER_COLUMN = 3;

/** What a sequence remembers for the sake of its encoding: its own scales. */
export class OwnScales implements Persistent {
  readonly columns: readonly Moments[];
  constructor(columns: number) {
    this.columns = Array.from({ length: columns }, () => new Moments(FACTOR, REACH));
  }
  persist(archive: Archive): void {
    this.columns.forEach((moments, c) => moments.persist(archive.within(`column.${c}`)));
  }
}

/**
 * Rows as the networks see them. Each numeric column gives three inputs: where its value stands among those
 * of all sequences, where among those of its own, and whether the cell is missing (the other two are 0 then);
 * a text gives a one at its number and zeros elsewhere. A row is encoded once, by the scales as they were
 * with it: no later row matters.
 *
 * The first says that a pulse of 120 is high, the second that it is high for this patient.
 */
export class Encoder implements Persistent {
  /** Inputs of a row. */
  readonly width: number;
  private readonly scales: OwnScales;

  constructor(readonly columns: number, readonly characters: Vocabulary | undefined) {
    this.scales = new OwnScales(columns);
    this.width = INPUTS_PER_COLUMN * columns + (characters?.capacity ?? 0);
  }

  /**
   * @param values by column, NaN = missing; @param text the text column's cell, undefined without one
   * @param x (width), written
   * @throws {RunError} if there are too many different texts
   */
  encode(values: Float64Array, text: string | undefined, own: OwnScales, x: Float32Array): void {
    x.fill(0);
    for (let c = 0; c < this.columns; c++) {
      const value = values[c];
      const at = INPUTS_PER_COLUMN * c;
      if (value !== value) {
        x[at + 2] = 1;
        continue;
      }
      x[at] = standing(value, this.scales.columns[c]);
      x[at + 1] = standing(value, own.columns[c]);
    }
    if (text !== undefined && text !== "") {
      x[INPUTS_PER_COLUMN * this.columns + this.characters!.number(text)] = 1;
    }
  }

  persist(archive: Archive): void {
    this.scales.persist(archive.within("scales"));
    this.characters?.persist(archive.within("characters"));
  }
}

/** Takes the value in; then: how many deviations above the mean it stands, squashed to ±1.5. */
function standing(value: number, moments: Moments): number {
  moments.update(value);
  const { deviation } = moments;
  return deviation > 0 ? 1.5 * Math.tanh((value - moments.mean) / deviation / 3) : 0;
}
