import type { Archive, Persistent } from "../base/archive.ts";
import { AlarmRecord, type AlarmSums } from "./alarm_record.ts";
import { Calibration, type CalibrationSums } from "./calibration.ts";
import { Latch } from "./latch.ts";
import type { Notice } from "./notice.ts";
import { Outlook, type SharedOutlook } from "./outlook.ts";
import type { Resolution } from "./resolution.ts";
import { RowClock } from "./row_clock.ts";
import type { CrossingRule } from "./rule.ts";

/** What the series of a rule share: the sums of its alarms', a plain threshold's, the probabilities' records; the values' step. */
export interface CrossingSums {
  readonly resolution: Resolution;
  readonly rule: AlarmSums;
  readonly threshold: AlarmSums;
  readonly calibration: CalibrationSums;
  episodes: number;
}

/**
 * A crossing rule on one series. A row is taken in in this order: what was said of it is judged; then, if the target has a
 * value (a row without one tells nothing new, and would only repeat the vote of the last), the probability that it
 * crosses the limit votes for the alarm or against it.
 *
 * The probability is that of any value within the span, as far as the run's horizons reach, lying beyond the limit: the
 * largest over these horizons.
 *
 * The rule is judged by itself, beside plain thresholding, which raises an alarm while the value is beyond the limit: an
 * *episode* is on when k of n values, those of the rule, lie beyond the limit, until k of n do not.
 */
export class CrossingTrack implements Persistent {
  readonly clock = new RowClock();
  private readonly outlook: Outlook;
  private readonly latch: Latch;
  private readonly episode: Latch;
  private readonly record: AlarmRecord;
  private readonly threshold: AlarmRecord;
  private readonly calibration: Calibration;
  private isBeyond = false;
  private isBlind = false;
  private row = 0;
  /** Of crossing the limit within the span, as it was said from the newest row; NaN where nothing can be said. */
  newest = NaN;

  constructor(
    private readonly rule: CrossingRule,
    private readonly shared: SharedOutlook,
    private readonly sums: CrossingSums,
  ) {
    this.outlook = new Outlook(shared);
    this.latch = new Latch(...rule.of);
    this.episode = new Latch(...rule.of);
    this.record = new AlarmRecord(sums.rule);
    this.threshold = new AlarmRecord(sums.threshold);
    this.calibration = new Calibration(sums.calibration, shared.horizons.at(-1)!);
  }

  /** Rows within the rule's span that the run forecasts: its farthest such horizon. 0: none; NaN: not known yet. */
  get reach(): number {
    const rows = this.clock.rows(this.rule.within);
    if (rows !== rows) return NaN;
    return this.shared.horizons.findLast((horizon) => horizon <= rows) ?? 0;
  }

  /** Takes in a row: its actual, NaN where missing, and what was forecast from it (`forecasts[from …]`, by horizon). */
  take(actual: number, forecasts: Float64Array, from: number, time: number): Notice | undefined {
    const { clock, outlook, calibration, rule, sums: { resolution } } = this;
    clock.update(time);
    resolution.update(actual);
    const { reach } = this;
    const isPresent = actual === actual;
    if (isPresent) this.isBeyond = rule.side === "<" ? actual < rule.limit : actual > rule.limit;
    outlook.settle(actual);
    calibration.settle(isPresent, isPresent && this.isBeyond, reach);
    outlook.issue(forecasts, from);
    const h = this.likeliest(reach);
    const probability = h < 0 ? NaN : this.probability(h);
    this.newest = probability;
    calibration.issue(probability);
    const switched = isPresent && h >= 0
      ? this.latch.update(probability > rule.raise, probability < rule.clear)
      : undefined;
    this.judge(isPresent, time, reach);
    if (reach === 0 && !this.isBlind) {
      this.isBlind = true;
      return { event: "alert blind", horizon: this.shared.horizons[0] };
    }
    if (switched === undefined) return undefined;
    return {
      event: switched === "on" ? "alert" : "alert cleared",
      probability,
      horizon: this.shared.horizons[h],
      forecast: outlook.forecast(h),
      value: actual,
    };
  }

  /** The number of the horizon at which crossing is likeliest, -1 where nothing can be said. */
  private likeliest(reach: number): number {
    const { horizons } = this.shared;
    let best = -1;
    let most = -1;
    for (let h = 0; h < horizons.length && horizons[h] <= reach; h++) {
      const probability = this.probability(h);
      if (probability > most) [best, most] = [h, probability];
    }
    return best;
  }

  private probability(h: number): number {
    const { side, limit } = this.rule;
    return this.outlook.beyond(h, this.sums.resolution.border(limit, side));
  }

  private judge(isPresent: boolean, time: number, reach: number): void {
    const { episode, rule: { of: [, n] } } = this;
    const begins = isPresent && episode.update(this.isBeyond, !this.isBeyond) === "on";
    if (begins) this.sums.episodes++;
    const judged = { row: ++this.row, time, reach: (reach || 0) + n - 1, episode: episode.isOn, begins };
    this.record.update(judged, this.latch.isOn);
    this.threshold.update(judged, this.isBeyond);
  }

  persist(archive: Archive): void {
    this.row = archive.number("row", this.row);
    this.isBlind = archive.number("isBlind", this.isBlind ? 1 : 0) === 1;
    this.isBeyond = archive.number("isBeyond", this.isBeyond ? 1 : 0) === 1;
    const { clock, outlook, latch, episode, record, threshold, calibration } = this;
    const parts = { clock, outlook, latch, episode, record, threshold, calibration };
    for (const [name, part] of Object.entries(parts)) part.persist(archive.within(name));
  }
}
