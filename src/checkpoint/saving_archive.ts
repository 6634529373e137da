import type { Archive, NamedTensor } from "../base/archive.ts";
import { Column } from "./column.ts";
import { Place, withoutNumbers } from "./place.ts";
import { dtypeOf, type Values, type WrittenDType } from "./safetensors.ts";
import { type WeightTensor, weightTensors } from "./weight_tensors.ts";

/** One tensor to be written. */
export interface Outgoing {
  readonly shape: readonly number[];
  readonly values: Values;
}

/** What a kind of value is called where two kinds have one name. */
export type Kind = WrittenDType | "number" | "text";

interface Slot {
  readonly name: string;
  readonly kind: Kind;
  readonly column: Column;
}

/** A network's weights, gathered in the order of a file. */
interface Gathered {
  readonly tensors: readonly WeightTensor[];
  readonly values: Float64Array | Float32Array;
}

const encoder = new TextEncoder();

/**
 * Takes in a walk over the state and gives the tensors of a file. Values of one kind are one tensor, entry by
 * entry in the order of the walk (`Place`); networks' weights go under PyTorch's names (`weightTensors`).
 * Where entries differ in length, a second tensor, `NAME:lengths`, tells these; texts are UTF-8, with their
 * lengths.
 *
 * To be used for one save after the other: buffers and names are kept. Cost: one copy of the state, twice
 * over.
 */
export class SavingArchive implements Archive {
  readonly restoring = false;

  constructor(
    private readonly place: Place<Slot> = new Place(),
    private readonly networks: Map<string, Gathered> = new Map(),
    private readonly path: string = "",
  ) {}

  array(name: string, values: Values): void {
    this.column(name, dtypeOf(values), values).add(values);
  }

  addedArray(name: string, values: Values): void {
    this.array(name, values);
  }

  weights(name: string, values: Float64Array | Float32Array, tensors: readonly NamedTensor[]): void {
    const path = `${this.path}${name}`;
    let gathered = this.networks.get(path);
    if (gathered === undefined) {
      const stored = weightTensors(modelOf(this.path), name, tensors);
      const length = stored.reduce((sum, { order }) => sum + (order?.length ?? 0), 0);
      gathered = { tensors: stored, values: new (values.constructor as typeof Float32Array)(length) };
      this.networks.set(path, gathered);
    }
    let at = 0;
    for (const { order } of gathered.tensors) {
      if (order === undefined) continue;
      for (let i = 0; i < order.length; i++) gathered.values[at++] = values[order[i]];
    }
  }

  number(name: string, value: number): number {
    this.column(name, "number", NO_NUMBERS).addNumber(value);
    return value;
  }

  text(name: string, value: string): string {
    this.column(name, "text", NO_BYTES).add(encoder.encode(value));
    return value;
  }

  within(name: string): Archive {
    return new SavingArchive(this.place.within(name), this.networks, `${this.path}${name}.`);
  }

  /** All that the walk brought, by its name in the file. The values are views, good until the next walk. */
  tensors(): Map<string, Outgoing> {
    const tensors = new Map<string, Outgoing>();
    for (const network of this.networks.values()) addWeights(tensors, network);
    this.place.each(({ name, kind, column }) => {
      if (column.entries === 0) return;
      const values = column.content();
      const { width, entries } = column;
      if (kind === "number") tensors.set(name, { shape: [entries], values });
      else if (kind !== "text" && width !== undefined) {
        tensors.set(name, { shape: entries === 1 ? [width] : [entries, width], values });
      } else {
        tensors.set(name, { shape: [values.length], values });
        tensors.set(`${name}:lengths`, { shape: [entries], values: column.lengths.subarray(0, entries) });
      }
    });
    return tensors;
  }

  /** Forgets the values for the next walk. */
  clear(): void {
    this.place.each(({ column }) => column.clear());
  }

  private column(name: string, kind: Kind, like: Values): Column {
    const { entries } = this.place;
    const slot = entries.get(name);
    if (slot?.kind === kind) return slot.column;
    return this.open(name, kind, like).column;
  }

  /** The slot of a name met for the first time, or under another kind, or with numbers in it. */
  private open(name: string, kind: Kind, like: Values): Slot {
    const { entries } = this.place;
    const plain = withoutNumbers(name);
    const key = (entries.get(plain)?.kind ?? kind) === kind ? plain : `${plain}:${kind}`;
    const known = entries.get(key);
    if (known !== undefined) return known;
    const column = new Column(new (like.constructor as typeof Float64Array)(like.length));
    const slot = { name: this.place.pathTo(key), kind, column };
    entries.set(key, slot);
    return slot;
  }
}

const NO_NUMBERS = new Float64Array(1);
const NO_BYTES = new Uint8Array(1);

/** The name of the model whose part of the walk this is: `engine.model.NAME.parameters.`. */
export function modelOf(path: string): string {
  return /(?:^|\.)model\.(.*)\.[^.]+\.$/s.exec(path)?.[1] ?? path.slice(0, -1);
}

function addWeights(tensors: Map<string, Outgoing>, { tensors: stored, values }: Gathered): void {
  const make = values.constructor as typeof Float32Array;
  let at = 0;
  for (const { name, shape, order } of stored) {
    const length = shape.reduce((product, dimension) => product * dimension, 1);
    tensors.set(name, {
      shape,
      values: order === undefined ? new make(length) : values.subarray(at, at + length),
    });
    if (order !== undefined) at += length;
  }
}
