import type { Archive, Persistent } from "../base/archive.ts";
import { CrossingWatch } from "./crossing_watch.ts";
import { LostWatch } from "./lost_watch.ts";
import type { Notice } from "./notice.ts";
import type { AlertRule } from "./rule.ts";
import { parseRule } from "./rule_parser.ts";
import type { AlertReport, RuleWatch, RunOfRules, WatchedRow } from "./rule_watch.ts";

/** Told of every notice: which rule gave it, and which series it is about. */
export type TellNotice = (rule: AlertRule, series: number, notice: Notice) => void;

/**
 * The alert rules of a run at work. Rows come in the order in which their forecasts are issued; what is said depends on them
 * alone. Not a medical device: nobody has examined whether an alarm of it helps anyone.
 */
export class Alerts implements Persistent {
  private watches: RuleWatch[];
  private series = 0;

  constructor(rules: readonly AlertRule[], private readonly run: RunOfRules) {
    this.watches = rules.map((rule) => watchOf(rule, run));
  }

  /** Begins a series; they are numbered from 0. */
  open(): void {
    this.series++;
    for (const watch of this.watches) watch.open();
  }

  /** Takes in the next row of any series. */
  take(row: WatchedRow, tell: TellNotice): void {
    for (const watch of this.watches) {
      const notices = watch.take(row);
      for (let i = 0; i < notices.length; i++) {
        const notice = notices[i];
        tell(watch.rule, "series" in notice ? notice.series : row.series, notice);
      }
    }
  }

  /** The largest probability that a rule's limit is crossed, as said from the series' newest row; 0 where nothing can be said. */
  risk(series: number): number {
    let most = 0;
    for (const watch of this.watches) most = Math.max(most, watch.probability?.(series) || 0);
    return most;
  }

  /** For the summary: an object per rule. */
  report(): AlertReport[] {
    return this.watches.map((watch) => watch.report());
  }

  /**
   * Rules may differ from those that were saved: one that was not there begins afresh, one that is no longer there is
   * forgotten. All series have been opened.
   */
  persist(archive: Archive): void {
    const count = archive.number("rules", this.watches.length);
    for (let i = 0; i < count; i++) {
      const text = archive.text(`text.${i}`, this.watches[i]?.rule.text ?? "");
      const watch = this.watches.find(({ rule }) => rule.text === text) ?? this.outdated(text);
      watch.persist(archive.within(`rule.${i}`));
    }
  }

  /** A watch for a rule that is no longer there, so that its state can be read past. */
  private outdated(text: string): RuleWatch {
    const watch = watchOf(parseRule(text), this.run);
    for (let i = 0; i < this.series; i++) watch.open();
    return watch;
  }
}

function watchOf(rule: AlertRule, run: RunOfRules): RuleWatch {
  return rule.kind === "lost" ? new LostWatch(rule, run) : new CrossingWatch(rule, run);
}
