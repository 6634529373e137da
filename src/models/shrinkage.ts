import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import { History } from "../series/history.ts";
import type { Series } from "../series/series.ts";

/**
 * Rows of a series before anything is kept, and before anything is shrunk: a start is rough, and says little
 * of what is to come.
 */
const KEPT_FROM = 250;
const SHRUNK_FROM = 500;
/** Forgetting of what came of the outputs. */
const FORGETTING = 0.998;
/** Numbers of a slot: Σ p² and Σ p y, discounted. */
const SUMS = 2;

/**
 * A network's outputs for one series, taken no further than has been borne out. Where they would have done
 * worse than outputs of 0 - than repeating the last value, or than what the season lets expect - each is
 * multiplied by
 *
 *   s = min(1, max(0, Σ p y / Σ p²)),
 *
 * the least-squares slope of labels y on outputs p, for each target and horizon by itself, discounted over
 * some 500 rows. Elsewhere s is 1, and nothing changes: a network that is sure far ahead without reason is
 * bridled, one that is right is left alone.
 *
 * Source: shrinkage of forecasts by their calibration slope (Mincer & Zarnowitz 1969). Memory: a number per
 * target and horizon for each row that awaits its label, and two more; nothing before 250 rows. Cost:
 * O(targets · horizons).
 */
export class Shrinkage implements Persistent {
  private outputs: History<Float32Array> | undefined;
  private sums = new Float64Array(0);
  private bases = 0;

  constructor(private readonly series: Series) {}

  /** Shrinks the forecasts (targets, horizons) from the newest row, once its labels have been looked at. */
  apply(forecast: Float64Array): void {
    const { series } = this;
    const { networkLabels: { rows }, layout: { horizons } } = series;
    if (series.rows < KEPT_FROM) return;
    if (this.outputs === undefined || this.bases !== series.bases) this.begin();
    const outputs = this.outputs!;
    for (let h = 0; h < horizons.length && horizons[h] <= outputs.available; h++) {
      const said = outputs.at(horizons[h] - 1);
      const label = rows.at(horizons[h]);
      for (let slot = h; slot < outputs.width; slot += horizons.length) {
        this.settle(slot, outputs.data[said + slot], rows.data[label + slot]);
      }
    }
    this.shrink(forecast, outputs.push());
  }

  private begin(): void {
    const { series: { bases, layout: { labelCount, horizons } } } = this;
    this.outputs = History.float32(labelCount, horizons[horizons.length - 1]);
    this.sums = new Float64Array(SUMS * labelCount);
    this.bases = bases;
  }

  private settle(slot: number, output: number, label: number): void {
    if (label !== label) return;
    const { sums } = this;
    const at = SUMS * slot;
    sums[at] = FORGETTING * sums[at] + output * output;
    sums[at + 1] = FORGETTING * sums[at + 1] + output * label;
  }

  private shrink(forecast: Float64Array, at: number): void {
    const { series, outputs, sums } = this;
    const { networkLabels, layout: { horizons } } = series;
    for (let slot = 0; slot < forecast.length; slot++) {
      const k = Math.floor(slot / horizons.length);
      const h = slot % horizons.length;
      const output = networkLabels.toScaled(k, h, forecast[slot]);
      outputs!.data[at + slot] = output;
      const squares = sums[SUMS * slot];
      const products = sums[SUMS * slot + 1];
      if (squares <= 2 * products || series.rows < SHRUNK_FROM) continue; // Σ (y − p)² ≤ Σ y²
      forecast[slot] = networkLabels.toValue(k, h, output * Math.max(0, products / squares));
    }
  }

  persist(archive: Archive): void {
    const isThere = persistCount(archive, "begun", this.outputs === undefined ? 0 : 1, 1) === 1;
    if (!isThere) return;
    if (archive.restoring) this.begin();
    this.bases = persistCount(archive, "bases", this.bases);
    this.outputs!.persist(archive.within("outputs"));
    archive.array("sums", this.sums);
  }
}
