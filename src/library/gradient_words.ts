import type { ModelFacts } from "../output/summary.ts";

/**
 * Norm of a gradient, before clipping, that no run of sound options comes near: those measured ended below
 * 25.
 */
const EXPLODED = 100;
/** Norm below which nothing is learned any more, though there is still a loss. */
const VANISHED = 1e-6;
const STILL_WRONG = 1e-3;

/**
 * What is to be said of networks whose gradients were not finite, exploded, or vanished: a line each; none if
 * all went well.
 */
export function gradientWords(facts: readonly ModelFacts[]): string[] {
  return facts.flatMap((model) => {
    const { name, updates, skippedUpdates, largestGradient, gradientNorm } = model;
    const [skipped, largest, norm, loss] = [skippedUpdates, largestGradient, gradientNorm, model.loss].map(
      Number,
    );
    const words: string[] = [];
    if (skipped > 0) {
      words.push(`${name}: ${skipped} of ${Number(updates) + skipped} updates skipped, not finite`);
    }
    if (largest > EXPLODED) {
      words.push(
        `${name}: its gradients exploded, up to a norm of ${largest.toPrecision(2)} before clipping; ` +
          "a lower --learning-rate, or a smaller clip, may help",
      );
    }
    if (norm < VANISHED && loss > STILL_WRONG) {
      words.push(
        `${name}: its gradient has vanished (norm ${
          norm.toPrecision(2)
        }), though its loss has not: it learns no more`,
      );
    }
    return words;
  });
}
