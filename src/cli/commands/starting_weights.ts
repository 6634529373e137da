import type { Parameters } from "../../nn/parameters.ts";

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
export async function loadStartingWeights(model: object, { name, kind, options }: Asked): Promise<void> {
  const { weights, reset } = options;
  if (typeof weights !== "string" || weights === "" || !("network" in model)) return;
  const { startFrom } = await import("../../checkpoint/starting_weights.ts");
  const { parameters } = model.network as { parameters: Parameters }; // every network has them
  await startFrom(weights, { name, kind, parameters, reset: typeof reset === "string" ? reset : undefined });
}
