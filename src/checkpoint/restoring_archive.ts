import type { Archive, NamedTensor } from "../base/archive.ts";
import { RunError } from "../base/errors.ts";
import { Place, withoutNumbers } from "./place.ts";
import { dtypeOf, type StoredTensor, type Values } from "./safetensors.ts";
import { type Kind, modelOf } from "./saving_archive.ts";
import { numbersOf } from "./tensor_values.ts";
import { weightTensors } from "./weight_tensors.ts";

/** What is still to be read of one tensor. */
interface Cursor {
  readonly name: string;
  readonly values: Values;
  /** Numbers of each entry, or of all. */
  readonly lengths: ArrayLike<number> | number;
  entry: number;
  at: number;
}

/** What the parts of one archive share. */
interface Source {
  /** What the file is called in messages. */
  readonly name: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Gives a walk over the state back what a `SavingArchive` took in. The walk must be the same. */
export class RestoringArchive implements Archive {
  readonly restoring = true;

  private constructor(
    private readonly source: Source,
    private readonly place: Place<Cursor>,
    private readonly path: string,
  ) {}

  /** @param name what the file is called in messages */
  static from(tensors: ReadonlyMap<string, StoredTensor>, name: string): RestoringArchive {
    return new RestoringArchive({ name, tensors }, new Place(), "");
  }

  array(name: string, values: Values): void {
    const { values: saved, entry, at, length } = this.take(name, dtypeOf(values));
    if (length !== values.length) {
      throw this.misfit(
        `entry ${entry + 1} of ${this.place.pathTo(name)} to have ${values.length} values, got ${length}`,
      );
    }
    values.set(saved.subarray(at, at + length));
  }

  addedArray(name: string, values: Values): void {
    const path = this.place.pathTo(withoutNumbers(name));
    if (this.source.tensors.has(path)) this.array(name, values);
  }

  weights(name: string, values: Float64Array | Float32Array, tensors: readonly NamedTensor[]): void {
    values.fill(0);
    for (const { name: tensor, shape, order } of weightTensors(modelOf(this.path), name, tensors)) {
      if (order === undefined) continue;
      const stored = this.source.tensors.get(tensor);
      if (stored === undefined) throw this.misfit(`a tensor ${tensor}, got none`);
      if (String(stored.shape) !== String(shape)) {
        throw this.misfit(`${tensor} of shape ${shape.join("×")}, got ${stored.shape.join("×")}`);
      }
      const saved = numbersOf(stored);
      for (let i = 0; i < order.length; i++) values[order[i]] = saved[i];
    }
  }

  number(name: string): number {
    const { values, at, length } = this.take(name, "number");
    if (length !== 1) throw this.misfit(`one number ${this.place.pathTo(name)}, got ${length}`);
    return values[at];
  }

  text(name: string): string {
    const { values, at, length } = this.take(name, "text");
    return decoder.decode((values as Uint8Array).subarray(at, at + length));
  }

  within(name: string): Archive {
    return new RestoringArchive(this.source, this.place.within(name), `${this.path}${name}.`);
  }

  /**
   * To be called when the walk has come to its end.
   * @throws {RunError} if a tensor that it met was not read to its end
   */
  finish(): void {
    this.place.each(({ name, at, values }) => {
      if (at !== values.length) throw this.misfit(`${at} values of ${name}, got ${values.length}`);
    });
  }

  /** Where the next entry of this name stands, and moves on. */
  private take(name: string, kind: Kind): { values: Values; entry: number; at: number; length: number } {
    const cursor = this.cursor(name, kind);
    const { values, lengths, entry, at } = cursor;
    const length = typeof lengths === "number" ? lengths : lengths[entry];
    if (!(at + length <= values.length)) throw this.misfit(`more entries of ${cursor.name} than ${entry}`);
    cursor.entry++;
    cursor.at += length;
    return { values, entry, at, length };
  }

  private cursor(name: string, kind: Kind): Cursor {
    const { entries } = this.place;
    const known = entries.get(`${name}:${kind}`);
    if (known !== undefined) return known;
    const plain = withoutNumbers(name);
    const cursor = entries.get(`${plain}:${kind}`) ?? this.open(plain, kind);
    entries.set(`${plain}:${kind}`, cursor);
    return cursor;
  }

  private open(plain: string, kind: Kind): Cursor {
    const { tensors } = this.source;
    const path = this.place.pathTo(plain);
    const name = tensors.has(`${path}:${kind}`) ? `${path}:${kind}` : path;
    const stored = tensors.get(name);
    if (stored === undefined) throw this.misfit(`a tensor ${name}, got none`);
    const values = numbersOf(stored);
    if (kind === "text" && !(values instanceof Uint8Array)) {
      throw this.misfit(`texts in ${name}, got numbers`);
    }
    const told = tensors.get(`${name}:lengths`);
    const { shape } = stored;
    const width = kind === "number" ? 1 : shape[shape.length > 1 ? 1 : 0] ?? 1;
    return { name, values, lengths: told === undefined ? width : numbersOf(told), entry: 0, at: 0 };
  }

  private misfit(what: string): RunError {
    return new RunError(
      `Cannot resume from "${this.source.name}": expected ${what}; another version may have saved it`,
    );
  }
}
