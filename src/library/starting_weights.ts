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

/** A network that is to start from weights, and the file they are in. */
export interface Start {
  readonly path: string;
  readonly beginner: Asked & { readonly parameters: Parameters; readonly reset: string | undefined };
}

/** `lstm(weights=FILE)`: what is to start from where; undefined for a model that was asked for otherwise. */
export function startOf({ network }: Beginning, asked: Asked): Start | undefined {
  const { weights, reset } = asked.options;
  if (typeof weights !== "string" || weights === "" || network === undefined) return undefined;
  const { parameters } = network;
  return {
    path: weights,
    beginner: { ...asked, parameters, reset: typeof reset === "string" ? reset : undefined },
  };
}

/**
 * A network begins with the weights of a file, if it was asked to.
 * @throws {RunError} if the file cannot be read, or its weights do not fit
 */
export async function loadStartingWeights(model: Beginning, asked: Asked): Promise<void> {
  const start = startOf(model, asked);
  if (start === undefined) return;
  const { startFrom } = await import("../checkpoint/starting_weights.ts");
  startFrom(start.path, start.beginner);
}
