import type { Floats } from "../kernels/kernels.ts";
import type { Loss } from "../nn/losses.ts";
import type { Series } from "../series/series.ts";

/**
 * The aggregate loss of the windows of one series, ℓ(mean_j ŷ_j, y): windows j that forecast the same row,
 * each at a horizon of its own, are judged by their mean error ē, in units of each forecast's own deviation.
 *
 * @param windows oldest first: how many rows ago each ended, addresses of its predictions and of their
 * gradients
 * @param share 1 / number of labels of the minibatch: a group of n labels weighs n shares, its gradient is
 * share · ℓ′(ē) each
 * @returns the groups' loss; the gradients of all labels are written
 */
export function aggregateLoss(
  loss: Loss,
  memory: Floats,
  windows: {
    readonly ages: readonly number[];
    readonly y: readonly number[];
    readonly dy: readonly number[];
  },
  series: Series,
  learns: (age: number, horizon: number) => boolean,
  share: number,
): number {
  const { horizons, targets } = series.layout;
  const labels = series.networkLabels.rows;
  const { ages, y, dy } = windows;
  if (ages.length === 0) return 0;
  let sum = 0;
  // Groups by how many rows ago the row they forecast came: window age − horizon.
  const newest = ages[ages.length - 1] - horizons[horizons.length - 1];
  const oldest = ages[0] - horizons[0];
  for (let since = Math.max(0, newest); since <= oldest; since++) {
    for (let k = 0; k < targets.length; k++) {
      let errors = 0;
      let count = 0;
      const visit = (act: (window: number, slot: number, label: number) => void) => {
        for (let h = 0; h < horizons.length; h++) {
          const window = ages.indexOf(since + horizons[h]);
          if (window < 0 || !learns(since + horizons[h], horizons[h])) continue;
          const slot = k * horizons.length + h;
          const label = labels.data[labels.at(ages[window]) + slot];
          if (label === label) act(window, slot, label);
        }
      };
      visit((window, slot, label) => {
        errors += memory[y[window] + slot] - label;
        count++;
      });
      if (count === 0) continue;
      const mean = errors / count;
      sum += count * share * loss.value(mean);
      const slope = share * loss.slope(mean);
      visit((window, slot) => memory[dy[window] + slot] = slope);
    }
  }
  return sum;
}
