/** One named tensor inside flat weights: `index(row, column)` is where an element of it stands. */
export interface NamedTensor {
  /** Name in a file that others read. */
  readonly name: string;
  /** Rows and columns. */
  readonly shape: readonly [rows: number, columns: number];
  /** Where the element of a row and column stands. */
  index(row: number, column: number): number;
}

/**
 * One walk over a component's state, for both directions: a saving archive copies the values out, a restoring
 * one copies them back in. Because `persist` is written once, what is saved and what is restored cannot
 * differ.
 */
export interface Archive {
  /** True when values come back in. */
  readonly restoring: boolean;
  /**
   * Saves the array's values, or overwrites them with the saved ones.
   * @throws {RunError} on restoring, if the name is missing or the saved length differs
   */
  array(name: string, values: Float64Array | Float32Array | Int32Array | Uint8Array): void;
  /**
   * Like `array`, for what states of earlier versions lack: on restoring one of those the array stays as it
   * is.
   */
  addedArray(name: string, values: Float64Array | Float32Array | Int32Array | Uint8Array): void;
  /**
   * Like `array`, for a network's flat weights or what goes with each of them: an archive that others read
   * stores the named tensors. An element without a name is padding: it is zero, and need not be saved.
   */
  weights(name: string, values: Float64Array | Float32Array, tensors: readonly NamedTensor[]): void;
  /** Saves the number (NaN and infinities included) and returns it, or returns the saved one. */
  number(name: string, value: number): number;
  /** Saves the text and returns it, or returns the saved one. */
  text(name: string, value: string): string;
  /** The part of the archive under a name; names inside it are its own. */
  within(name: string): Archive;
}

/**
 * A component that can continue bit for bit: constructed with the same options, then persisted from an
 * archive.
 */
export interface Persistent {
  /** One walk over its state, for both directions. */
  persist(archive: Archive): void;
}

/**
 * Saves a count, or returns the saved one, which is not believed: others are reserved and read by it.
 * @throws {RangeError} if it is no whole number from `least` up to `most`
 */
export function persistCount(
  archive: Archive,
  name: string,
  count: number,
  most: number = Number.MAX_SAFE_INTEGER,
  least = 0,
): number {
  const saved = archive.number(name, count);
  if (Number.isSafeInteger(saved) && saved >= least && saved <= most) return saved;
  throw new RangeError(
    `Cannot restore "${name}": expected a whole number from ${least} up to ${most}, got ${saved}`,
  );
}

type Saved = Float64Array | Float32Array | Int32Array | Uint8Array | number | string;

/**
 * An archive in memory: `new MemoryArchive()` saves, `saved.reopened()` restores. Used by tests and by
 * `--workers`.
 */
export class MemoryArchive implements Archive {
  constructor(
    readonly entries: Map<string, Saved> = new Map(),
    readonly restoring: boolean = false,
    private readonly prefix: string = "",
  ) {}

  /** The same entries, to restore from. */
  reopened(): MemoryArchive {
    return new MemoryArchive(this.entries, true);
  }

  array(name: string, values: Float64Array | Float32Array | Int32Array | Uint8Array): void {
    if (!this.restoring) {
      this.entries.set(this.prefix + name, values.slice());
      return;
    }
    const saved = this.find(name) as typeof values;
    if (saved.length !== values.length) {
      throw new RangeError(
        `Cannot restore "${this.prefix + name}": expected ${values.length} values, got ${saved.length}`,
      );
    }
    values.set(saved);
  }

  addedArray(name: string, values: Float64Array | Float32Array | Int32Array | Uint8Array): void {
    if (!this.restoring || this.entries.has(this.prefix + name)) this.array(name, values);
  }

  weights(name: string, values: Float64Array | Float32Array): void {
    this.array(name, values);
  }

  number(name: string, value: number): number {
    return this.scalar(name, value);
  }

  text(name: string, value: string): string {
    return this.scalar(name, value);
  }

  within(name: string): Archive {
    return new MemoryArchive(this.entries, this.restoring, `${this.prefix}${name}.`);
  }

  private scalar<T extends number | string>(name: string, value: T): T {
    if (this.restoring) return this.find(name) as T;
    this.entries.set(this.prefix + name, value);
    return value;
  }

  private find(name: string): Saved {
    const saved = this.entries.get(this.prefix + name);
    if (saved === undefined) throw new RangeError(`Cannot restore "${this.prefix + name}": it was not saved`);
    return saved;
  }
}
