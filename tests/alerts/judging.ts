import { type Desaturation, LIMIT, type Ward, type WardRow } from "../../fixtures/alerts/ward.ts";
import { Latch } from "../../src/alerts/latch.ts";

/** A stretch in which an alarm was on: from its first minute to the one at which it went off. */
export type AlarmSpan = Desaturation;

/** An alarm up to so many minutes before a desaturation speaks of it. */
const EARLIEST = 30;

/** What alarms are worth. */
export interface Verdict {
  /** Desaturations in which an alarm was on, or just before; and those that one came before. */
  readonly found: number;
  readonly early: number;
  /** Median over those found, minutes before the desaturation; negative: after it began. */
  readonly lead: string;
  /** Alarms that touch no desaturation and none of the next half hour, per patient and day. */
  readonly falsePerDay: number;
}

/** Judges alarms by what the bodies did. */
export function judge(alarms: readonly AlarmSpan[], { desaturations, minutes }: Ward): Verdict {
  const leads: number[] = [];
  const touches = (alarm: AlarmSpan, it: Desaturation) =>
    alarm.patient === it.patient && alarm.from < it.to && alarm.to > it.from - EARLIEST;
  for (const desaturation of desaturations) {
    const first = alarms.find((alarm) => touches(alarm, desaturation));
    if (first !== undefined) leads.push(Math.min(EARLIEST, desaturation.from - first.from));
  }
  const falseAlarms = alarms.filter((alarm) => !desaturations.some((it) => touches(alarm, it))).length;
  leads.sort((a, b) => a - b);
  return {
    found: leads.length,
    early: leads.filter((lead) => lead > 0).length,
    lead: leads.length === 0 ? "–" : String(leads[Math.floor(leads.length / 2)]),
    falsePerDay: falseAlarms / (minutes / 1440),
  };
}

/** The alarms of plain thresholding: on while k of the last n readings are below the limit, off when k are not. */
export function thresholdAlarms(rows: readonly WardRow[], k: number, n: number): AlarmSpan[] {
  const alarms: AlarmSpan[] = [];
  const latches = new Map<string, { latch: Latch; since: number }>();
  for (const [minute, [patient, , spo2]] of rows) {
    if (spo2 === "") continue;
    const state = latches.get(patient) ?? { latch: new Latch(k, n), since: 0 };
    latches.set(patient, state);
    const isLow = Number(spo2) < LIMIT;
    const switched = state.latch.update(isLow, !isLow);
    if (switched === "on") state.since = minute;
    if (switched === "off") alarms.push({ patient, from: state.since, to: minute });
  }
  for (const [patient, { latch, since }] of latches) {
    if (latch.isOn) alarms.push({ patient, from: since, to: Infinity });
  }
  return alarms;
}
