import type { Archive } from "../base/archive.ts";
import type { Forecaster, Track } from "../models/forecaster.ts";
import type { Series } from "../series/series.ts";

/**
 * Stands in the run's thread for a model that works in a worker: its forecasts are those that the worker has
 * sent, for the same rows in the same order. The model itself is here too, at rest; its state is what it was
 * when the worker last told it.
 */
export class RemoteForecaster implements Forecaster {
  readonly name;
  readonly lookback;
  private answers: Float64Array = new Float64Array(0);
  private at = 0;
  private stride = 0; // from forecasts to spreads, and from those to the next row's forecasts

  constructor(private readonly model: Forecaster) {
    this.name = model.name;
    this.lookback = model.lookback;
  }

  /**
   * The forecasts from the next `count` rows; those from the rows before have been handed out.
   * @param answers (count, 2, models, targets, horizons), forecasts and spreads: this is number `model` of so
   * many `models`
   */
  deliver(answers: Float64Array, count: number, model: number, models: number): void {
    const labels = answers.length / (2 * count * models);
    this.answers = answers;
    this.at = model * labels;
    this.stride = models * labels;
  }

  open(series: Series, earlier?: ReadonlyMap<string, Track>): Track {
    return this.model.open(series, earlier);
  }

  /** Hands out the worker's forecasts, a row to each track. */
  forecast(tracks: readonly Track[]): void {
    for (let i = 0; i < tracks.length; i++) {
      const { forecast, spread } = tracks[i];
      for (let c = 0; c < forecast.length; c++) forecast[c] = this.answers[this.at + c];
      this.at += this.stride;
      if (spread !== undefined) {
        for (let c = 0; c < spread.length; c++) spread[c] = this.answers[this.at + c];
      }
      this.at += this.stride;
    }
  }

  /** The worker does, by itself. */
  learn(): void {}

  report(): Readonly<Record<string, number>> {
    return this.model.report();
  }

  persist(archive: Archive): void {
    this.model.persist(archive);
  }
}
