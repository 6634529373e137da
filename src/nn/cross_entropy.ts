import type { Floats } from "../kernels/kernels.ts";
import { softmax } from "./softmax.ts";

/**
 * Softmax and cross-entropy of one row against one class: ℓ = −ln p_label, p = softmax(y); ∂ℓ/∂y = p −
 * 1_label.
 *
 * @param y address of `count` logits, read; @param dy address of their gradients, written: share · ∂ℓ/∂y
 * @returns share · ℓ, finite for finite logits: it is computed from the logits, not from a p that may have
 * become 0
 *
 * Source: Bishop 2006, eq. 4.108 f.; torch.nn.CrossEntropyLoss.
 */
export function crossEntropy(
  memory: Floats,
  y: number,
  dy: number,
  count: number,
  label: number,
  share: number,
): number {
  let top = -Infinity;
  for (let i = 0; i < count; i++) {
    const logit = memory[dy + i] = memory[y + i];
    if (logit > top) top = logit;
  }
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp(memory[y + i] - top);
  const loss = Math.log(sum) - (memory[y + label] - top);
  softmax(memory, dy, count);
  memory[dy + label] -= 1;
  for (let i = 0; i < count; i++) memory[dy + i] *= share;
  return share * loss;
}
