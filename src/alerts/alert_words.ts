import type { AlertReport, CrossingReport, JudgedAlarms } from "./rule_watch.ts";

/** The closing words on a run's alerts, a line each; none without rules. */
export function alertWords(reports: readonly AlertReport[]): string[] {
  if (reports.length === 0) return [];
  return [
    ...reports.flatMap((report) => "lost" in report ? [lostWords(report)] : crossingWords(report)),
    "Alerts are statistics of a stream. This is not a medical device: watch patients by what is one.",
  ];
}

function lostWords({ rule, lost, back }: Extract<AlertReport, { lost: number }>): string {
  return `Alert ${rule}: lost ${times(lost)}, back ${times(back)}.`;
}

function crossingWords(report: CrossingReport): string[] {
  const { rule, episodes, alarms, blindSeries, threshold } = report;
  const told = `Alert ${rule}: ${counted(episodes, "episode")}, ${counted(alarms, "alarm")}`;
  const lines = [
    `${told}; ${judged(report, report)}.`,
    `  Plain thresholding: ${counted(threshold.alarms, "alarm")}; ${judged(threshold, report)}.`,
  ];
  if (blindSeries > 0) {
    lines.push(`  In ${blindSeries} series it was blind: no horizon of the run lies within its span.`);
  }
  return lines;
}

/** `3 of 4 foretold, 8.5 min ahead on average, 2 false alarms (0.4 a day)` */
function judged(of: JudgedAlarms, { episodes }: CrossingReport): string {
  const { foretold, sensitivity, falseAlarms, falseAlarmsPerDay, leadRows, leadSeconds } = of;
  const lead = Number.isFinite(leadSeconds) ? duration(leadSeconds) : `${leadRows.toPrecision(2)} rows`;
  const ahead = Number.isFinite(leadRows) ? `, ${lead} ahead on average` : "";
  const perDay = Number.isFinite(falseAlarmsPerDay) ? ` (${falseAlarmsPerDay.toPrecision(2)} a day)` : "";
  const right = episodes === 0
    ? ""
    : `${Math.round(sensitivity * episodes)} noticed, ${
      Math.round(foretold * episodes)
    } of them foretold${ahead}, `;
  return `${right}${counted(falseAlarms, "false alarm")}${perDay}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toPrecision(2)} s`;
  return seconds < 5400 ? `${(seconds / 60).toPrecision(2)} min` : `${(seconds / 3600).toPrecision(2)} h`;
}

function counted(count: number, what: string): string {
  return `${count === 0 ? "no" : count} ${what}${count === 1 ? "" : "s"}`;
}

function times(count: number): string {
  return count === 0 ? "never" : count === 1 ? "once" : `${count} times`;
}
