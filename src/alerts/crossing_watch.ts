import type { Archive } from "../base/archive.ts";
import { type AlarmSums, newSums, persistSums } from "./alarm_record.ts";
import { CalibrationSums } from "./calibration.ts";
import { type CrossingSums, CrossingTrack } from "./crossing_track.ts";
import type { Notice } from "./notice.ts";
import { SharedOutlook } from "./outlook.ts";
import { Resolution } from "./resolution.ts";
import type { CrossingRule } from "./rule.ts";
import {
  type CrossingReport,
  type JudgedAlarms,
  NOTHING,
  type RuleWatch,
  type RunOfRules,
  type WatchedRow,
} from "./rule_watch.ts";

const DAY = 86_400_000;

/** A crossing rule on all series of a run. */
export class CrossingWatch implements RuleWatch {
  private readonly tracks: CrossingTrack[] = [];
  private readonly shared: SharedOutlook;
  private readonly sums: CrossingSums;
  private readonly target: number;
  /** Where the model's forecasts of the target begin in a row's. */
  private readonly from: number;

  constructor(readonly rule: CrossingRule, private readonly run: RunOfRules) {
    const { models, targets, horizons, usualModel } = run;
    this.target = targets.indexOf(rule.target);
    const model = models.indexOf(rule.model ?? usualModel);
    this.from = (model * targets.length + this.target) * horizons.length;
    const { side, within: { unit, amount } } = rule;
    // What the run forecasts beyond a span of rows is of no use to the rule.
    this.shared = new SharedOutlook(unit === "rows" ? horizons.filter((h) => h <= amount) : horizons, side);
    this.sums = {
      resolution: new Resolution(),
      rule: newSums(),
      threshold: newSums(),
      calibration: new CalibrationSums(),
      episodes: 0,
    };
  }

  open(): void {
    this.tracks.push(new CrossingTrack(this.rule, this.shared, this.sums));
  }

  take({ series, time, actuals, forecasts }: WatchedRow): readonly Notice[] {
    const notice = this.tracks[series].take(actuals[this.target], forecasts, this.from, time);
    return notice === undefined ? NOTHING : [notice];
  }

  probability(series: number): number {
    return this.tracks[series].newest;
  }

  report(): CrossingReport {
    const { rule, run, sums, tracks } = this;
    const days = run.isTimed ? tracks.reduce((sum, { clock }) => sum + clock.watched, 0) / DAY : NaN;
    const judged = (of: AlarmSums): JudgedAlarms => ({
      alarms: of.alarms,
      sensitivity: of.noticed / sums.episodes,
      foretold: of.foretold / sums.episodes,
      falseAlarms: of.falseAlarms,
      falseAlarmsPerDay: of.falseAlarms / days,
      leadRows: of.leadRows / of.leads,
      leadSeconds: run.isTimed ? of.leadTime / of.leads / 1000 : NaN,
    });
    return {
      rule: rule.text,
      target: rule.target,
      model: rule.model ?? run.usualModel,
      days,
      blindSeries: tracks.filter(({ reach }) => reach === 0).length,
      episodes: sums.episodes,
      ...judged(sums.rule),
      threshold: judged(sums.threshold),
      calibration: sums.calibration.report(),
    };
  }

  persist(archive: Archive): void {
    const { sums } = this;
    sums.episodes = archive.number("episodes", sums.episodes);
    persistSums(sums.rule, archive.within("rule"));
    persistSums(sums.threshold, archive.within("threshold"));
    sums.calibration.persist(archive.within("calibration"));
    sums.resolution.persist(archive.within("resolution"));
    this.shared.persist(archive.within("shared"));
    this.tracks.forEach((track, i) => track.persist(archive.within(`series.${i}`)));
  }
}
