import type { Archive, Persistent } from "../base/archive.ts";
import { crpsWeights, quantileLoss } from "../evaluation/crps.ts";
import { ExpertWeights } from "../models/expert_weights.ts";
import { IssuedEnds } from "./issued_ends.ts";

/** How fast the weights follow the scores, times the root of the horizon, and how fast scores are forgotten. */
const RATE = 0.3;
const FORGETTING = 0.999;
/** The ensemble's own share at first; its members have the rest. */
const OWN_PRIOR = 0.5;

/**
 * The distribution around an ensemble's forecast: those of its members and the one by its own past errors, averaged quantile by
 * quantile,
 *
 *     q(p) = Σ_n w_n q_n(p),     w by the experts' CRPS so far (`ExpertWeights`).
 *
 * All of them hold their levels, and so does the average: stretching it by its own misses gained nothing. The ensemble's forecast is by squared error, a
 * mean; where a monitor repeats its number nine times in ten, the distribution's median is that number, as naive says, and
 * the mean never is.
 *
 * Experts are rows of a matrix, (experts, 1 + 2 · levels): forecast, then lower and upper end of each level, NaN where there is
 * none; the ensemble's own is the last.
 *
 * Sources: averaging quantiles rather than probabilities: Lichtendahl, Grushka-Cockayne & Winkler 2013; weights by CRPS: Berrisch &
 * Ziel 2023.
 *
 * Memory: for each target and horizon 2 · levels float64 per row of the farthest horizon, 3 per expert. Cost: O(experts · levels).
 */
export class Mixture implements Persistent {
  /** (experts, 1 + 2 · levels), to be filled before `mix` and `learn`. */
  readonly experts: Float64Array;
  /** Median, then lower and upper end of each level: what `mix` has made. */
  readonly mixed: Float64Array;
  /** The ensemble's own ends of the newest rows, at all levels. */
  readonly own: IssuedEnds;
  private readonly weights: ExpertWeights[];
  private readonly losses: Float64Array;
  private readonly crps: ReturnType<typeof crpsWeights>;
  /** Places of the levels in ascending order. */
  private readonly order: readonly number[];

  /** Cells are (targets, horizons). @param levels in any order */
  constructor(
    members: number,
    horizons: readonly number[],
    targets: number,
    private readonly levels: readonly number[],
  ) {
    const cells = targets * horizons.length;
    const rows = Math.max(...horizons);
    const width = 1 + 2 * levels.length;
    this.experts = new Float64Array((members + 1) * width);
    this.mixed = new Float64Array(width);
    this.own = new IssuedEnds(rows, cells, levels.length);
    const prior = new Float64Array(members + 1).fill((1 - OWN_PRIOR) / members);
    prior[members] = OWN_PRIOR;
    this.weights = Array.from(
      { length: cells },
      (_, cell) => new ExpertWeights(prior, RATE / Math.sqrt(horizons[cell % horizons.length]), FORGETTING),
    );
    this.losses = new Float64Array(members + 1);
    this.order = levels.map((_, l) => l).sort((a, b) => levels[a] - levels[b]);
    this.crps = crpsWeights(this.order.map((l) => levels[l]));
  }

  /** Makes the distribution of a cell from `experts`: NaN where the ensemble has none itself. */
  mix(cell: number): void {
    const { experts, mixed } = this;
    const { values } = this.weights[cell];
    const width = mixed.length;
    mixed.fill(0);
    let known = 0;
    for (let n = 0; n < values.length; n++) {
      const at = n * width;
      if (experts[at + 1] !== experts[at + 1]) continue;
      known += values[n];
      for (let i = 0; i < width; i++) mixed[i] += values[n] * experts[at + i];
    }
    const own = (values.length - 1) * width;
    if (!(known > 0) || experts[own + 1] !== experts[own + 1]) {
      mixed.fill(NaN);
      mixed[0] = experts[own];
      return;
    }
    for (let i = 0; i < width; i++) mixed[i] /= known;
  }

  /** An actual has come. `experts` is what had been said of it. */
  learn(cell: number, actual: number): void {
    const { experts, losses } = this;
    const width = this.mixed.length;
    let worst = 0;
    for (let n = 0; n < losses.length; n++) {
      losses[n] = this.score(n * width, actual);
      if (losses[n] > worst) worst = losses[n];
    }
    // Who said nothing is scored as the worst of the others, so that all are scored on the same rows.
    for (let n = 0; n < losses.length; n++) if (losses[n] !== losses[n]) losses[n] = worst;
    if (experts[(losses.length - 1) * width + 1] === experts[(losses.length - 1) * width + 1]) {
      this.weights[cell].update(losses);
    }
  }

  /** The CRPS of an expert, from its ends; NaN where it has none. */
  private score(at: number, actual: number): number {
    const { experts, levels, order, crps } = this;
    let sum = crps.forecast * Math.abs(actual - experts[at]);
    for (let i = 0; i < order.length; i++) {
      const l = order[i];
      const tail = (1 - levels[l]) / 2;
      sum += crps.ends[i] *
        (quantileLoss(tail, actual - experts[at + 1 + 2 * l]) +
          quantileLoss(1 - tail, actual - experts[at + 2 + 2 * l]));
    }
    return sum;
  }

  /** States of 0.1.0 know nothing of it: it then begins anew. */
  persist(archive: Archive): void {
    const known = Float64Array.of(archive.restoring ? 0 : 1);
    archive.addedArray("known", known);
    if (known[0] === 0) return;
    this.own.persist(archive.within("own"));
    this.weights.forEach((weights, cell) => weights.persist(archive.within(`weights.${cell}`)));
  }
}
