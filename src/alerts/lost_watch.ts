import type { Archive } from "../base/archive.ts";
import type { Notice } from "./notice.ts";
import type { LostRule } from "./rule.ts";
import type { LostReport, RuleWatch, RunOfRules, WatchedRow } from "./rule_watch.ts";
import { SilenceOrder } from "./silence_order.ts";

/**
 * A lost-signal rule on all series of a run.
 *
 * Counting rows, a signal is lost when so many rows of its series in a row had no value. Counting time, it is lost when its last
 * value lies so far back: by the time of any series' rows, so that a monitor that has fallen silent altogether is missed
 * too, as long as the stream goes forward in time. Rows that come out of order by more than the rule's span show that it
 * doesn't (a file with one series after the other); from then on only a series' own rows tell the time for it.
 *
 * A series begins with its first value: what has never been there is not lost. Cost: O(1) per row, no allocation but for a
 * notice. Memory: six numbers per series.
 */
export class LostWatch implements RuleWatch {
  private readonly target: number;
  private readonly order = new SilenceOrder();
  /** By series: time of the last value (NaN before the first), rows since, and whether the signal is lost. */
  private readonly lastTime: number[] = [];
  private readonly rowsSince: number[] = [];
  private readonly isLost: boolean[] = [];
  private now = -Infinity;
  private isInOrder = true;
  private losses = 0;
  private returns = 0;
  private readonly notices: Notice[] = [];

  constructor(readonly rule: LostRule, run: RunOfRules) {
    this.target = run.targets.indexOf(rule.target);
  }

  open(): void {
    this.lastTime.push(NaN);
    this.rowsSince.push(0);
    this.isLost.push(false);
    this.order.open();
  }

  take({ series, time, actuals }: WatchedRow): readonly Notice[] {
    this.notices.length = 0;
    const { after: { amount, unit } } = this.rule;
    const actual = actuals[this.target];
    this.rowsSince[series]++;
    if (unit === "rows") {
      if (actual !== actual && this.rowsSince[series] >= amount) this.lose(series);
    } else {
      if (time < this.now - amount) this.isInOrder = false;
      this.now = Math.max(this.now, time);
      if (this.isInOrder) this.loseSilent();
      else if (time - this.lastTime[series] >= amount) this.lose(series, time);
    }
    if (actual === actual) this.hear(series, time);
    return this.notices;
  }

  /** The series that have been silent longest stand first. */
  private loseSilent(): void {
    const { order, lastTime, now, rule: { after } } = this;
    for (let s = order.first; s >= 0 && now - lastTime[s] >= after.amount; s = order.first) {
      this.lose(s);
    }
  }

  private lose(series: number, now = this.now): void {
    this.order.remove(series);
    if (this.isLost[series] || Number.isNaN(this.lastTime[series])) return;
    this.isLost[series] = true;
    this.losses++;
    this.notices.push({ event: "signal lost", series, silence: this.silence(series, now) });
  }

  private hear(series: number, time: number): void {
    if (this.isLost[series]) {
      this.isLost[series] = false;
      this.returns++;
      this.notices.push({ event: "signal back", series, silence: this.silence(series, time) });
    }
    this.lastTime[series] = time;
    this.rowsSince[series] = 0;
    this.order.moveLast(series);
  }

  private silence(series: number, now: number): number {
    return this.rule.after.unit === "rows" ? this.rowsSince[series] : (now - this.lastTime[series]) / 1000;
  }

  report(): LostReport {
    const { rule: { text, target }, losses, returns } = this;
    return { rule: text, target, lost: losses, back: returns };
  }

  persist(archive: Archive): void {
    this.now = archive.number("now", this.now);
    this.isInOrder = archive.number("isInOrder", this.isInOrder ? 1 : 0) === 1;
    this.losses = archive.number("losses", this.losses);
    this.returns = archive.number("returns", this.returns);
    const lost = Uint8Array.from(this.isLost, Number);
    archive.array("isLost", lost);
    lost.forEach((it, s) => this.isLost[s] = it === 1);
    for (const name of ["lastTime", "rowsSince"] as const) {
      const values = Float64Array.from(this[name]);
      archive.array(name, values);
      values.forEach((value, s) => this[name][s] = value);
    }
    this.order.persist(archive.within("order"));
  }
}
