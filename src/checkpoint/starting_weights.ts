import type { NamedTensor } from "../base/archive.ts";
import { RunError } from "../base/errors.ts";
import { reasonOf } from "./file_system.ts";
import { parseSafetensors, type Safetensors, type StoredTensor } from "./safetensors.ts";
import { numbersOf } from "./tensor_values.ts";
import { weightName } from "./weight_tensors.ts";

/** A network that is to start from weights in a file. */
export interface Beginner {
  /** The model's name, and its kind: `lstm`. */
  readonly name: string;
  readonly kind: string;
  /** For a GRU: whether its reset gate acts before or after the product. PyTorch's acts after. */
  readonly reset?: string | undefined;
  readonly parameters: {
    readonly tensors: readonly NamedTensor[];
    write(name: string, values: ArrayLike<number>): void;
  };
}

/**
 * Weights that a file need not have: without them the network answers "no change", however it was trained.
 */
const MAY_MISS = /^(head|skip)\./;
const ZIP = [0x50, 0x4b, 3, 4];

/**
 * Lets a network start from a safetensors file: a checkpoint of ours, or what PyTorch saved of a module that
 * is an nn.LSTM, nn.GRU, nn.RNN or nn.Sequential, or has one.
 *
 * The weights are looked for under the model's name, its kind, no prefix at all, or the only prefix there is.
 * Two biases become one where the network has one. Half floats are read too.
 *
 * @throws {RunError} if the file cannot be read, lacks a weight, or has one of another shape
 */
export function startFrom(path: string, beginner: Beginner): void {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new RunError(`Cannot load weights of ${beginner.name} from "${path}": ${reasonOf(error)}`);
  }
  if (isZip(bytes)) {
    throw new RunError(
      `Cannot load weights of ${beginner.name} from "${path}": expected safetensors, got what torch.save makes; ` +
        `save it with safetensors.torch.save_file(module.state_dict(), FILE)`,
    );
  }
  loadWeights(parseSafetensors(bytes, path), path, beginner);
}

/** Whether it begins as a zip archive does: PyTorch's own format is one. */
function isZip(bytes: Uint8Array): boolean {
  return ZIP.every((byte, i) => byte === bytes[i]);
}

/** `startFrom` of a file that has been read. */
export function loadWeights(file: Safetensors, path: string, beginner: Beginner): void {
  const { name: model, kind, parameters, reset } = beginner;
  const { tensors } = file;
  const wrong = (why: string) => new RunError(`Cannot load weights of ${model} from "${path}": ${why}`);
  const names = parameters.tensors.map(({ name }) => name);
  const source = sourceOf(tensors, names[0], [model, kind]);
  if (source === undefined) throw wrong(`expected a tensor ${weightName(model, names[0])}, got none`);
  const got = resetOf(file.metadata, source);
  if (reset !== undefined && reset !== got) {
    throw wrong(`its reset gate acts ${got} the product: write ${kind}(reset=${got},…)`);
  }
  const surplus = layerBeyond(tensors, source, names);
  if (surplus !== undefined) throw wrong(`it has ${surplus}, and the model no such layer`);

  for (const { name, shape } of parameters.tensors) {
    const isBias = /(^|\.)bias/.test(name);
    const wanted = String(isBias ? [shape[0]] : shape);
    const stored = sourcesOf(name, names).flatMap((part) => tensors.get(weightName(source, part)) ?? []);
    if (stored.length === 0) {
      if (isBias || MAY_MISS.test(name)) continue;
      throw wrong(`expected a tensor ${weightName(source, name)}, got none`);
    }
    const misfit = stored.find(({ shape }) => String(shape) !== wanted);
    if (misfit !== undefined) {
      const shown = [wanted.split(","), misfit.shape].map((sizes) => sizes.join("×"));
      throw wrong(`expected ${name} of shape ${shown[0]}, got ${shown[1]}`);
    }
    const values = sum(stored);
    if (!values.every(Number.isFinite)) throw wrong(`${name} holds numbers that are not finite`);
    parameters.write(name, values);
  }
}

/**
 * What stands before the names of the network's weights in the file: one of these, nothing, or the only thing
 * that does.
 */
function sourceOf(
  tensors: ReadonlyMap<string, StoredTensor>,
  weight: string,
  likely: readonly string[],
): string | undefined {
  for (const source of [...likely, ""]) if (tensors.has(weightName(source, weight))) return source;
  const ending = `.${weightName("", weight)}`;
  const others = [...tensors.keys()].filter((name) =>
    name.endsWith(ending) && !name.startsWith("optimizer.")
  );
  return others.length === 1 ? others[0].slice(0, -ending.length) : undefined;
}

/** The tensors whose sum the weight is: PyTorch keeps two biases where one would do. */
function sourcesOf(weight: string, names: readonly string[]): string[] {
  const second = weight.replace("bias_ih", "bias_hh");
  return second === weight || names.includes(second) ? [weight] : [weight, second];
}

function sum(stored: readonly StoredTensor[]): Float64Array {
  const [first, ...rest] = stored.map(numbersOf);
  const total = Float64Array.from(first);
  for (const numbers of rest) for (let i = 0; i < total.length; i++) total[i] += numbers[i];
  return total;
}

/** Where a GRU's reset gate acts: a checkpoint of ours says it; everybody else's acts after the product. */
function resetOf(metadata: ReadonlyMap<string, string>, model: string): string {
  try {
    const { models } = JSON.parse(metadata.get("run") ?? "{}");
    const { options } = Object(models).find(({ name }: { name: unknown }) => name === model);
    return options.reset === "before" ? "before" : "after";
  } catch {
    return "after";
  }
}

/** A recurrent layer in the file that the network lacks, a backward one among them. */
function layerBeyond(
  tensors: ReadonlyMap<string, StoredTensor>,
  source: string,
  names: readonly string[],
): string | undefined {
  const first = weightName(source, names[0]);
  if (!first.endsWith("weight_ih_l0")) return undefined;
  const stem = first.slice(0, -1);
  const known = new Set(names.map((name) => weightName(source, name)));
  return [...tensors.keys()].find((name) => name.startsWith(stem) && !known.has(name));
}
