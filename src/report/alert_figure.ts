import type { RunTime } from "../evaluation/row_place.ts";
import type { CrossingReport, JudgedAlarms } from "../alerts/rule_watch.ts";
import type { AlertReport } from "../alerts/rule_watch.ts";
import { count } from "../output/label.ts";
import type { AlarmScene } from "./alert_record.ts";
import type { LinesFigure, Points } from "./figure.ts";
import type { PageTable } from "./page_parts.ts";
import { placeText, timeAxis } from "./run_time.ts";
import { short } from "./words.ts";

/** Colours: of the limit, of an alarm, of an episode. */
const [LIMIT, ALARM, EPISODE] = [8, 4, 8];

/** The newest alarm of a rule with the rows around it: the limit, when the alarm was on, and when the value was beyond. */
export function alertFigure({ rule, series, actual, alarms }: AlarmScene, time: RunTime): LinesFigure {
  const { target, limit, side, text } = rule;
  const isBeyond = (value: number) => side === "<" ? value < limit : value > limit;
  const episodes = stretchesOf(actual, isBeyond);
  const places = actual.map(([place]) => place);
  return {
    kind: "lines",
    title: `Alert ${text}`,
    note: `The newest alarm${series === "" ? "" : `, of ${series}`}, with the rows around it. ${
      leadWords(alarms, episodes, time)
    }`,
    x: timeAxis(time, places, "series"),
    y: { label: `${short(target)} (its own unit)` },
    lines: [
      { name: target, points: actual, isTruth: true },
      {
        name: `limit ${limit}`,
        points: places.length === 0 ? [] : [[places[0], limit], [places.at(-1)!, limit]],
        colour: LIMIT,
        stroke: "dashed",
      },
    ],
    spans: [
      { name: "alarm on", colour: ALARM, ranges: alarms },
      { name: `${short(target)} ${side} ${limit}`, colour: EPISODE, ranges: episodes },
    ].filter(({ ranges }) => ranges.length > 0),
  };
}

/** From the first to the last point of each run of points for which it is so. */
function stretchesOf(points: Points, is: (value: number) => boolean): [from: number, to: number][] {
  const found: [number, number][] = [];
  let isOn = false;
  for (const [place, value] of points) {
    if (Number.isNaN(value)) continue;
    if (is(value)) {
      if (isOn) found[found.length - 1][1] = place;
      else found.push([place, place]);
    }
    isOn = is(value);
  }
  return found;
}

/** How long before the first episode that it foretold the alarm came on. */
function leadWords(
  alarms: AlarmScene["alarms"],
  episodes: readonly (readonly [number, number])[],
  time: RunTime,
): string {
  for (const [from] of episodes) {
    const alarm = alarms.find(([on, off]) => on < from && off >= from);
    if (alarm === undefined) continue;
    return `On at ${placeText(time, alarm[0])}; the value was beyond at ${placeText(time, from)}.`;
  }
  return episodes.length === 0
    ? "The value did not go beyond."
    : "It came on when the value was beyond already.";
}

/** Each rule's hits and false alarms, compared with plain thresholding. */
export function alertTable(reports: readonly AlertReport[]): PageTable {
  const crossing = reports.filter((report): report is CrossingReport => "episodes" in report);
  return {
    caption: "Outcome of the alarms, compared with alarms on the newest value alone",
    columns: ["alarm", "episodes", "alarms", "foretold", "noticed", "false", "false a day", "lead"],
    groups: crossing.flatMap(({ rule }) => [rule, rule]),
    rows: crossing.flatMap((report) => [
      ["forecast", ...judged(report, report)],
      ["threshold", ...judged(report.threshold, report)],
    ]),
  };
}

function judged(of: JudgedAlarms, { episodes }: CrossingReport): string[] {
  const share = (value: number) => Number.isFinite(value) ? count(Math.round(value * episodes)) : "–";
  return [
    count(episodes),
    count(of.alarms),
    share(of.foretold),
    share(of.sensitivity),
    count(of.falseAlarms),
    Number.isFinite(of.falseAlarmsPerDay) ? of.falseAlarmsPerDay.toFixed(2) : "–",
    leadText(of),
  ];
}

function leadText({ leadSeconds, leadRows }: JudgedAlarms): string {
  if (Number.isFinite(leadSeconds)) return `${(leadSeconds / 60).toFixed(1)} min`;
  return Number.isFinite(leadRows) ? `${leadRows.toFixed(1)} rows` : "–";
}
