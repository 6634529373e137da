import type { Archive, Persistent } from "../base/archive.ts";
import { DieboldMariano } from "./diebold_mariano.ts";
import { Ledger, type LedgerOptions } from "./ledger.ts";
import { type Score, score } from "./metrics.ts";
import { Tallies } from "./tallies.ts";

/** What an evaluation needs to know of the run. */
export type EvaluationOptions = LedgerOptions;

/**
 * Prequential evaluation: every forecast is scored once, when the row that it spoke of has come, and before
 * that row has taught anybody anything. Scores are over the rows of all series.
 *
 * All models are scored on the same rows: where the actual is missing, or any model's forecast is, or the
 * target has never had a value, nothing is scored for anybody. The naive forecast (the last value seen at the
 * origin) is always scored beside them, whether or not it is one of the models.
 *
 * Memory and cost per row: those of `Ledger`, per series, and about 60 float64 per model, target and horizon;
 * both independent of the number of rows.
 *
 * Source: Dawid 1984, "The prequential approach".
 */
export class Evaluation implements Persistent {
  private readonly tallies: Tallies;
  private readonly dieboldMariano: DieboldMariano;
  private readonly ledgers: Ledger[] = [];

  constructor(private readonly options: EvaluationOptions) {
    const { models, targets, horizons, levels } = options;
    this.tallies = new Tallies(models.length, targets.length * horizons.length, levels);
    this.dieboldMariano = new DieboldMariano(models.length, targets.flatMap(() => horizons));
  }

  /** Begins the ledger of a series. */
  open(): Ledger {
    const ledger = new Ledger(this.options, this.tallies, this.dieboldMariano.open());
    this.ledgers.push(ledger);
    return ledger;
  }

  /** One score per model, target and horizon, in that order, of all rows so far. Not for the row path. */
  scores(): Score[] {
    const { models, targets, horizons } = this.options;
    const cells = targets.length * horizons.length;
    const pValues = this.dieboldMariano.pValues(this.ledgers.map((ledger) => ledger.losses));
    return models.flatMap((model, m) =>
      targets.flatMap((target, t) =>
        horizons.map((horizon, k) => {
          const cell = t * horizons.length + k;
          return score(model, target, horizon, this.tallies.tally(m, cell, pValues[m * cells + cell]));
        })
      )
    );
  }

  /**
   * The score of the model with the smallest squared error, at the first target and horizon where naive has
   * erred; undefined before that. For a line of progress: nothing is tested, so its cost does not grow with
   * the series.
   */
  leader(): Score | undefined {
    const { targets, horizons } = this.options;
    for (const target of targets) {
      for (const horizon of horizons) {
        const best = this.best(target, horizon);
        if (best !== undefined) return best;
      }
    }
    return undefined;
  }

  /** The same at one target and horizon. */
  best(target: string, horizon: number): Score | undefined {
    const { models, targets, horizons } = this.options;
    const cell = targets.indexOf(target) * horizons.length + horizons.indexOf(horizon);
    const [best] = models
      .map((model, m) => score(model, target, horizon, this.tallies.tally(m, cell, NaN)))
      .sort((a, b) => a.mse - b.mse);
    return Number.isFinite(best.skill) ? best : undefined;
  }

  /** The sums over all series. Each ledger is persisted by who opened it. */
  persist(archive: Archive): void {
    this.tallies.persist(archive.within("tallies"));
    this.dieboldMariano.persist(archive.within("dieboldMariano"));
  }
}
