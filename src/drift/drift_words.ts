import type { DriftReport } from "./drift.ts";

/**
 * The closing words on drift: `Drift was seen in the errors of lstm (2 alarms, the last in row 5120) and gru
 * (1 alarm, in row 640).`
 */
export function driftWords(reports: readonly DriftReport[]): string[] {
  const alarmed = reports.filter(({ alarms }) => alarms > 0);
  if (alarmed.length === 0) return [];
  const told = alarmed.map(({ model, alarms, lastRows }) => {
    const count = alarms === 1 ? "1 alarm, in" : `${alarms} alarms, the last in`;
    return `${model} (${count} row ${lastRows.at(-1)})`;
  });
  const last = told.pop();
  return [`Drift was seen in the errors of ${told.length > 0 ? `${told.join(", ")} and ` : ""}${last}.`];
}
