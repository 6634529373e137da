import type { Loss } from "../losses.ts";
import type { Head } from "./head.ts";

/** One output, the forecast, by a loss of its error. */
export function pointHead({ value, slope }: Loss): Head {
  return {
    outputs: 1,
    loss(memory, y, dy, _labels, label, share) {
      const error = memory[y] - label;
      memory[dy] = share * slope(error);
      return share * value(error);
    },
    spread: () => NaN,
  };
}
