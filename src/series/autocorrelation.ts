/**
 * How alike values are to those `lag` places before them:
 *
 *   r(lag) = Σ d_t d_{t−lag} / √(Σ d_t² · Σ d_{t−lag}²),  t = lag … n − 1
 *
 * Each is computed when it is first asked for: O(n). The energies of the two parts come from running sums.
 */
export class Autocorrelation {
  private readonly energy: Float64Array; // (n + 1): Σ d² of the first values
  private readonly known: Float64Array; // by lag, NaN until asked for

  constructor(private readonly values: Float64Array) {
    const n = values.length;
    this.energy = new Float64Array(n + 1);
    for (let i = 0; i < n; i++) this.energy[i + 1] = this.energy[i] + values[i] * values[i];
    this.known = new Float64Array(n).fill(NaN);
  }

  /** @param lag 1 … n − 1 */
  at(lag: number): number {
    const r = this.known[lag];
    return r === r ? r : this.known[lag] = this.compute(lag);
  }

  private compute(lag: number): number {
    const { values, energy } = this;
    const n = values.length;
    let sum = 0;
    for (let i = lag; i < n; i++) sum += values[i] * values[i - lag];
    const energies = (energy[n] - energy[lag]) * energy[n - lag];
    return energies > 0 ? sum / Math.sqrt(energies) : 0;
  }
}
