import type { Archive, Persistent } from "../base/archive.ts";
import type { Alerts } from "../alerts/alerts.ts";
import type { Notice } from "../alerts/notice.ts";
import type { AlertRule } from "../alerts/rule.ts";
import type { Drift } from "../drift/drift.ts";
import type { DriftAlarm, DriftWatch } from "../drift/drift_watch.ts";
import type { EventSink } from "../output/event_writer.ts";
import type { SeriesDesk } from "./desk.ts";
import type { RunModel } from "./pipeline.ts";

/** What is looked out for beside forecasting. What is left out is not looked for. */
export interface LookoutParts {
  readonly drift?: Drift | undefined;
  readonly alerts?: Alerts | undefined;
  /** Who is told. */
  readonly events?: EventSink | undefined;
}

/**
 * Looks at each row for two things: whether what was learned no longer holds (drift), and whether somebody is to be told of
 * what is to come (alerts). A row's events come when its forecasts do, in the order of the rows.
 *
 * A model whose errors drift learns faster for a while, by the share that this series and target have in what it learns; of
 * an ensemble, the weights for them are loosened.
 */
export class Lookout implements Persistent {
  /** Whose row is looked at. */
  private current: SeriesDesk | undefined;

  /** @param desks of all series, by their numbers; it grows */
  constructor(
    private readonly parts: LookoutParts,
    private readonly models: readonly RunModel[],
    private readonly desks: readonly SeriesDesk[],
  ) {}

  /** Begins a series. */
  open(): DriftWatch | undefined {
    this.parts.alerts?.open();
    return this.parts.drift?.open();
  }

  /** The newest row's value has come: looks at how far off the forecasts of it were. Before the ensembles combine anew. */
  settle(desk: SeriesDesk): void {
    const { drift } = this.parts;
    if (drift === undefined || desk.drift === undefined) return;
    const alarms = desk.drift.settle(desk.actuals);
    for (let i = 0; i < alarms.length; i++) {
      drift.count(alarms[i], desk.row, desk.series);
      this.respond(desk, alarms[i]);
      this.tellDrift(desk, alarms[i], drift);
    }
  }

  /** Its forecasts are complete. */
  issue(desk: SeriesDesk, last: Float64Array): void {
    desk.drift?.issue(desk.forecasts, last);
    this.current = desk;
    this.parts.alerts?.take(desk, this.tellNotice);
  }

  private respond(desk: SeriesDesk, { model, target }: DriftAlarm): void {
    const alarmed = this.models[model];
    if ("forecaster" in alarmed) alarmed.forecaster.hasten?.(1 / (desk.peers * desk.actuals.length));
    else desk.ensembles[this.ensembleOf(model)].loosen(target);
  }

  /** The number of a model among the ensembles. */
  private ensembleOf(model: number): number {
    return this.models.slice(0, model).filter((other) => "ensemble" in other).length;
  }

  private tellDrift(desk: SeriesDesk, { model, target, detector }: DriftAlarm, drift: Drift): void {
    const { models, targets, horizons, detectors } = drift.options;
    this.parts.events?.tell({
      event: "drift",
      series: desk.name,
      time: desk.timeText,
      row: desk.row,
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
      series: this.desks[series].name,
      time: timeText,
      row,
      rule: text,
      target,
      ...facts,
    });
  };

  /** Each series' drift watch is persisted by its desk. All series have been opened. */
  persist(archive: Archive): void {
    this.parts.drift?.persist(archive.within("drift"));
    this.parts.alerts?.persist(archive.within("alerts"));
  }
}
