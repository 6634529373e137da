import type { MemoryArchive } from "../base/archive.ts";
import type { Random } from "../base/random.ts";
import type { Forecaster, Track } from "../models/forecaster.ts";
import type { Lookback } from "../series/lookback.ts";
import { Series } from "../series/series.ts";
import type { Residuals } from "./residuals.ts";

/** What paths are sampled from: a run's models, as they are. */
export interface PathSource {
  /** The model to be asked, and before it those whose forecasts it reads, in the run's order. */
  readonly chain: readonly Forecaster[];
  readonly residuals: Residuals;
  readonly lookback: Lookback;
  /** An engine's state: of its series and tracks the paths are copies. */
  readonly saved: MemoryArchive;
  /** The series' layout, shared by all. */
  readonly layout: Series["layout"];
}

/** A future that has not come. */
interface Path {
  readonly series: Series;
  readonly tracks: readonly Track[];
}

/**
 * Sampled futures of one series (a residual bootstrap): each path goes on from the same state, and each of
 * its steps is the model's forecast for one row ahead plus an error that it has made before, drawn with
 * replacement and in units of what changes are usually like. What was drawn is fed back as the next row;
 * nothing is learned from it. Features keep their last values; rows come at the series' usual gap.
 *
 * All paths are one minibatch of the network. Cost: `paths` copies of the series' memory, and steps · paths
 * network steps.
 *
 * @returns (paths, steps, targets), original units; NaN where the target has never had a value
 */
export function samplePaths(
  { chain, residuals, lookback, saved, layout }: PathSource,
  index: number,
  paths: number,
  steps: number,
  random: Random,
): Float64Array {
  const archive = saved.reopened();
  const gap = archive.within(`series.${index}`).number("usualGap", 0) || 1;
  const copies = Array.from({ length: paths }, (): Path => {
    const series = new Series("", index, layout, lookback);
    series.persist(archive.within(`series.${index}`));
    const earlier = new Map<string, Track>();
    const tracks = chain.map((model) => {
      const track = model.open(series, earlier);
      const part = archive.within(`model.${model.name}`).within(`track.${index}`);
      track.persist(part);
      part.array("said", track.forecast);
      earlier.set(model.name, track);
      return track;
    });
    return { series, tracks };
  });
  const targets = layout.targets.length;
  const out = new Float64Array(paths * steps * targets);
  const values = new Float64Array(layout.columns.length);
  for (let step = 0; step < steps; step++) {
    if (step > 0) chain.forEach((model, m) => model.forecast(copies.map(({ tracks }) => tracks[m])));
    copies.forEach(({ series, tracks }, p) => {
      draw(series, tracks[tracks.length - 1].forecast, residuals, random, values);
      out.set(values.subarray(0, targets), (p * steps + step) * targets);
      series.append(values, series.time + gap, series.time + gap);
    });
  }
  for (const { tracks } of copies) tracks.forEach((track, m) => chain[m].close?.(track));
  return out;
}

/** The next row: forecast and error for the targets, the last values for the features. */
function draw(
  series: Series,
  forecast: Float64Array,
  residuals: Residuals,
  random: Random,
  values: Float64Array,
): void {
  const { targets, horizons } = series.layout;
  const horizon = horizons.indexOf(1);
  const i = residuals.count > 0 ? random.below(residuals.count) : -1;
  values.set(series.last);
  for (let k = 0; k < targets.length; k++) {
    const said = forecast[k * horizons.length + horizon];
    const error = i < 0 ? 0 : residuals.at(i, k);
    values[k] = said !== said ? NaN : series.toValue(k, horizon, series.toScaled(k, horizon, said) + error);
  }
}
