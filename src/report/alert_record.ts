import { placeOf, type RunTime } from "../evaluation/row_place.ts";
import type { AlertRule, CrossingRule } from "../alerts/rule.ts";
import type { AnsweredRow } from "../evaluation/answered_row.ts";
import type { LedgerOptions } from "../evaluation/ledger.ts";
import type { StreamEvent } from "../output/event_writer.ts";
import type { Points } from "./figure.ts";
import type { RecordedSeries } from "./recorded_series.ts";

/** Rows that are kept of a series after an alarm, before what was seen of it is put aside to be drawn. */
const AFTER = 40;
/** Alarms of a rule that are remembered. */
const ALARMS = 24;

/** When an alarm was on; its end is NaN while it lasts. */
interface Alarm {
  readonly series: number;
  readonly from: number;
  to: number;
}

/** A stretch of one series around an alarm. */
export interface AlarmScene {
  readonly rule: CrossingRule;
  /** Name of the series. */
  readonly series: string;
  readonly actual: Points;
  /** Where the alarm was on. */
  readonly alarms: readonly (readonly [from: number, to: number])[];
}

/** What a rule's alarms are seen by. */
interface Watch {
  readonly rule: CrossingRule;
  readonly target: number;
  readonly alarms: Alarm[];
  /** The series that is watched until so many more rows of it have come. */
  series: number;
  left: number;
  scene: AlarmScene | undefined;
}

/** For every rule that looks for a crossing, the newest alarm among the series that are drawn, with the rows around it. */
export class AlertRecord {
  private readonly watches: readonly Watch[];
  private readonly events: StreamEvent[] = []; // of the row that is being answered

  constructor(
    rules: readonly AlertRule[],
    private readonly run: Pick<LedgerOptions, "targets" | "models"> & { readonly time: RunTime },
  ) {
    this.watches = rules.filter((rule) => rule.kind === "crossing").map((rule) => ({
      rule,
      target: run.targets.indexOf(rule.target),
      alarms: [],
      series: -1,
      left: 0,
      scene: undefined,
    }));
  }

  /** Told of an event before the row is that it is about. */
  tell(event: StreamEvent): void {
    if (event.event === "alert" || event.event === "alert cleared") this.events.push(event);
  }

  /** The row has been answered. */
  take(row: AnsweredRow, series: RecordedSeries): void {
    if (series.trace === undefined) {
      this.events.length = 0;
      return;
    }
    for (const event of this.events) {
      const watch = this.watches.find(({ rule }) => rule.text === event.rule);
      if (watch !== undefined && event.series === row.name) this.note(watch, event, row);
    }
    this.events.length = 0;
    for (const watch of this.watches) {
      if (watch.series === row.series && --watch.left === 0) this.putAside(watch, series);
    }
  }

  private note(watch: Watch, { event }: StreamEvent, row: AnsweredRow): void {
    const place = placeOf(this.run.time, row);
    const { alarms } = watch;
    if (event === "alert cleared") {
      const open = alarms.findLast(({ series, to }) => series === row.series && Number.isNaN(to));
      if (open !== undefined) open.to = place;
      return;
    }
    alarms.push({ series: row.series, from: place, to: NaN });
    if (alarms.length > ALARMS) alarms.shift();
    if (watch.left > 0) return; // one is being watched already
    watch.series = row.series;
    watch.left = AFTER;
  }

  private putAside(watch: Watch, { trace, newest }: RecordedSeries): void {
    const places = trace!.points(0).map(([, place]) => place);
    const actual = trace!.points(2 + watch.target * (1 + 3 * this.run.models.length));
    const last = places.at(-1) ?? NaN;
    watch.scene = {
      rule: watch.rule,
      series: newest.name,
      actual: actual.map(([, value], i) => [places[i], value] as const),
      alarms: watch.alarms.filter(({ series, to }) => series === newest.series && !(to < places[0]))
        .map(({ from, to }) => [Math.max(from, places[0]), Number.isNaN(to) ? last : to] as const),
    };
  }

  /** A scene for each rule that has given an alarm, as far as the run has gone. */
  scenes(series: readonly (RecordedSeries | undefined)[]): AlarmScene[] {
    for (const watch of this.watches) {
      const watched = series[watch.series];
      if (watch.left > 0 && watched !== undefined) this.putAside(watch, watched);
    }
    return this.watches.flatMap(({ scene }) => scene === undefined ? [] : [scene]);
  }
}
