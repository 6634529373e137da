import type { Archive, Persistent } from "../base/archive.ts";
import type { Alerts } from "../alerts/alerts.ts";
import type { Notice } from "../alerts/notice.ts";
import type { AlertRule } from "../alerts/rule.ts";
import type { Drift } from "../drift/drift.ts";
import type { DriftAlarm, DriftWatch } from "../drift/drift_watch.ts";
import type { EventSink } from "../output/event_writer.ts";
import type { SeriesRecord } from "./series_record.ts";
import { periodWords, type Seasons } from "../series/seasons.ts";
import type { RunModel } from "./run_model.ts";

/** What is watched for beside forecasting. What is left out is not watched for. */
export interface MonitorParts {
  readonly drift?: Drift | undefined;
  readonly alerts?: Alerts | undefined;
  /** Who is told. */
  readonly events?: EventSink | undefined;
  /** Told in words of seasons that were found. */
  readonly onSeason?: ((words: string) => void) | undefined;
  /** The names of the targets. */
  readonly layout: { readonly targets: readonly string[] };
}

/**
 * Looks at each row for two things: whether what was learned no longer holds (drift), and whether somebody is
 * to be told of what is to come (alerts). A row's events come when its forecasts do, in the order of the
 * rows.
 *
 * A model whose errors drift learns faster for a while, by the share that this series and target have in what
 * it learns; of an ensemble, its weights move back towards their start.
 */
export class Monitor implements Persistent {
  /** Whose row is being looked at. */
  private current: SeriesRecord | undefined;

  /** @param records of all series, by their numbers; it grows */
  constructor(
    private readonly parts: MonitorParts,
    private readonly models: readonly RunModel[],
    private readonly records: readonly SeriesRecord[],
  ) {}

  /** Begins a series. */
  open(): DriftWatch | undefined {
    this.parts.alerts?.open();
    return this.parts.drift?.open();
  }

  /**
   * The newest row's value has come: looks at how far off the forecasts of it were. Before the ensembles
   * combine anew.
   */
  settle(record: SeriesRecord): void {
    const { drift } = this.parts;
    if (drift === undefined || record.drift === undefined) return;
    const alarms = record.drift.settle(record.actuals);
    for (let i = 0; i < alarms.length; i++) {
      drift.count(alarms[i], record.row, record.series);
      this.respond(record, alarms[i]);
      this.tellDrift(record, alarms[i], drift);
    }
  }

  /** Its forecasts are complete. */
  issue(record: SeriesRecord, last: Float64Array): void {
    record.drift?.issue(record.forecasts, last);
    this.current = record;
    this.parts.alerts?.take(record, this.tellNotice);
  }

  /** The newest row has changed what is known of the targets' seasons. Before the ensembles combine anew. */
  tellSeasons(record: SeriesRecord, { finders }: Seasons): void {
    finders.forEach(({ periods: [first, second], values, foundAt }, k) => {
      if (first === 0 || foundAt !== values.count) return;
      for (const ensemble of record.ensembles) ensemble.renew(k);
      const target = this.parts.layout.targets[k];
      const of = record.name === "" ? "" : ` of ${record.name}`;
      const words = `season of ${periodWords([first, second])} found on "${target}"${of} at row ${foundAt}`;
      this.parts.onSeason?.(words);
      this.parts.events?.tell({
        event: "season",
        series: record.name,
        time: record.timeText,
        row: record.row,
        target,
        period: first,
        ...(second > 0 && { second }),
      });
    });
  }

  private respond(record: SeriesRecord, { model, target }: DriftAlarm): void {
    const alarmed = this.models[model];
    if ("forecaster" in alarmed) alarmed.forecaster.onDrift?.(1 / (record.peers * record.actuals.length));
    else record.ensembles[this.ensembleOf(model)].onDrift(target);
  }

  /** The number of a model among the ensembles. */
  private ensembleOf(model: number): number {
    return this.models.slice(0, model).filter((other) => "ensemble" in other).length;
  }

  private tellDrift(record: SeriesRecord, { model, target, detector }: DriftAlarm, drift: Drift): void {
    const { models, targets, horizons, detectors } = drift.options;
    this.parts.events?.tell({
      event: "drift",
      series: record.name,
      time: record.timeText,
      row: record.row,
      model: models[model],
      target: targets[target],
      horizon: horizons[0],
      detector: detectors[detector],
    });
  }

  private readonly tellNotice = (rule: AlertRule, series: number, notice: Notice): void => {
    const { timeText, row } = this.current!;
    const { event, series: _, ...facts } = { series, ...notice };
    const { text, target } = rule;
    this.parts.events?.tell({
      event,
      series: this.records[series].name,
      time: timeText,
      row,
      rule: text,
      target,
      ...facts,
    });
  };

  /** Each series' drift watch is persisted with its record. All series have been opened. */
  persist(archive: Archive): void {
    this.parts.drift?.persist(archive.within("drift"));
    this.parts.alerts?.persist(archive.within("alerts"));
  }
}
