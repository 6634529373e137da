import type { Parameters } from "../nn/parameters.ts";

/** A model, with the network that it trains, if it has one. */
interface Beginning {
  readonly network?: { readonly parameters: Parameters } | undefined;
}

/** How a model was asked for. */
interface Asked {
  readonly name: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, string | number>>;
}

/**
 * `lstm(weights=FILE)`: a network begins with the weights of a file. Models that were asked for otherwise stay as they are.
 *
 * @throws {RunError} if the file cannot be read, or its weights do not fit
 */
export async function loadStartingWeights(
  { network }: Beginning,
  { name, kind, options }: Asked,
): Promise<void> {
  const { weights, reset } = options;
  if (typeof weights !== "string" || weights === "" || network === undefined) return;
  const { startFrom } = await import("../checkpoint/starting_weights.ts");
  const { parameters } = network;
  await startFrom(weights, { name, kind, parameters, reset: typeof reset === "string" ? reset : undefined });
}
