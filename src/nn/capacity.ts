/**
 * How many rows to reserve for `needed` where `had` are reserved: the same if they fit, else at least twice
 * as much. Kernels never give memory back, so segments and minibatches that grow one by one must not leave a
 * buffer behind at every row.
 */
export function grownCapacity(needed: number, had: number): number {
  return needed <= had ? had : Math.max(needed, 2 * had);
}
