import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** Rows over which the usual loss is measured, as the factor by which a row's weight falls with each later one. */
const LOSS_FACTOR = 0.99;
/** A loss counts at most this many times the usual one when the usual one is measured. */
const LOSS_LIMIT = 16;
/** What one loss may take from a score: beyond it all losses are alike, and finite. */
const FARTHEST_FALL = 1e6;
/** Scores do not fall below this: e⁻²⁰ is nothing, yet an expert that was bad for long is not lost for good. */
const LEAST_SCORE = -20;

/**
 * Weights of experts that have all forecast the same values, by their squared errors so far:
 *
 *   w_n ∝ exp(score_n),  score_n ← γ · score_n − rate · ℓ_n / s,  score_n = ln π_n at the start
 *
 * with prior π, forgetting γ, and s the running loss of the weighted experts, so that the units of the losses do not
 * matter. The squared loss is exp-concave: without forgetting the weighted forecast loses, however long the stream, at most
 * ln(1/π_n) / rate usual losses to expert n. Forgetting lets the weights follow when another expert becomes the best.
 *
 * A Bernstein kind (BOA: Wintenberger 2017; ML-Poly: Gaillard et al. 2014), whose gradients let it compete with mixtures too, was
 * measured: no better here, where some of the experts are stacks that find the mixture by themselves, and worse on series
 * of some hundred rows and on prices, whose outliers hold its rates down.
 *
 * Source: Vovk 1990; Cesa-Bianchi & Lugosi 2006, Prediction, Learning, and Games, sections 2.11 (discounting) and 3.3.
 * Memory: two numbers per expert. Cost: O(experts), no allocation.
 */
export class ExpertWeights implements Persistent {
  /** (experts), not negative, their sum 1. */
  readonly values: Float64Array;
  /** (experts): logarithms of the weights before normalisation; after an update the largest is 0. */
  private readonly score: Float64Array;
  /** (experts): ln π. */
  private readonly start: Float64Array;
  /** s, and its weight. */
  private readonly usual = packed(Float64Array, 2);

  /** @param prior (experts), positive, their sum 1; @param startRate divided by √(losses so far) it is the rate while that is larger */
  constructor(
    prior: Float64Array,
    private readonly rate: number,
    private readonly forgetting: number,
    private readonly startRate = 0,
  ) {
    this.values = prior.slice();
    this.score = prior.map(Math.log);
    this.start = this.score.slice();
  }

  /** Takes in the experts' squared errors of one value, each at least 0 and finite. */
  update(losses: Float64Array): void {
    const { score, forgetting } = this;
    const usual = this.usualLoss(losses);
    if (!(usual > 0)) return; // nobody has been wrong yet
    const rate = Math.max(this.rate, this.startRate / Math.sqrt(this.usual[1]));
    for (let n = 0; n < score.length; n++) {
      score[n] = forgetting * score[n] - Math.min(rate * losses[n] / usual, FARTHEST_FALL);
    }
    this.weigh();
  }

  /** Half of what speaks for and against the experts is forgotten: errors of another time. Repeated, it ends at the prior. */
  discount(): void {
    const { score, start } = this;
    for (let n = 0; n < score.length; n++) score[n] = (score[n] + start[n]) / 2;
    this.weigh();
  }

  /** The experts are others than before: `discount`, and what comes first counts as at the start. */
  renew(): void {
    this.usual.fill(0);
    this.discount();
  }

  /** Weights from scores. */
  private weigh(): void {
    const { values, score } = this;
    let best = -Infinity;
    for (let n = 0; n < score.length; n++) best = Math.max(best, score[n]);
    let sum = 0;
    for (let n = 0; n < score.length; n++) {
      score[n] = Math.max(score[n] - best, LEAST_SCORE);
      values[n] = Math.exp(score[n]);
      sum += values[n];
    }
    for (let n = 0; n < score.length; n++) values[n] /= sum;
  }

  private usualLoss(losses: Float64Array): number {
    const { usual, values } = this;
    let loss = 0;
    for (let n = 0; n < losses.length; n++) loss += values[n] * losses[n];
    if (usual[0] > 0) loss = Math.min(loss, LOSS_LIMIT * usual[0]);
    usual[1] = LOSS_FACTOR * usual[1] + 1;
    return usual[0] += (loss - usual[0]) / usual[1];
  }

  persist(archive: Archive): void {
    archive.array("values", this.values);
    archive.array("score", this.score);
    archive.array("usual", this.usual);
  }
}
