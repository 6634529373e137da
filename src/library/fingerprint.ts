import type { ColumnRoles, TimeKind } from "../input/row.ts";
import type { ModelFacts } from "../output/summary.ts";
import { type Flag, flagName } from "../options/flag.ts";
import { FORECAST_FLAGS, GENERAL } from "../options/flags.ts";
import type { ForecastOptions } from "../options/forecast_options.ts";
import { joinNames } from "../base/name_list.ts";
import { readNamesOrNone } from "../options/lists.ts";

/**
 * Flags that may differ from run to run of one state: where rows come from and forecasts go, and how often it
 * is saved.
 */
const FREE = [
  "input",
  "input-format",
  "bad-rows",
  "rejects",
  "output",
  "summary",
  "state",
  "checkpoint-every",
  "max-series",
  "workers",
  "events",
  "alert",
  "report",
  "health",
  "latest",
];
const TIME_KINDS: readonly TimeKind[] = ["date", "date-time", "number", "row"];
/** Labels that matter to the lines of an output file that is continued, not to what is learned. */
const OF_LINES = ["--format", "--emit", "--wide", "--forecast-time"];
/** Flags whose meaning the roles, the horizons and the models' own options tell. */
const TOLD_OTHERWISE = ["time", "series", "target", "features", "known", "horizon", "models"];

/**
 * What has to stay the same from run to run of one state, by what people call it: texts to be compared.
 *
 * A flag that is not known here counts: better that a run is refused than that it goes on otherwise than it
 * began.
 *
 * @param models each with its kind and the options in effect
 */
export function fingerprint(
  options: ForecastOptions,
  roles: ColumnRoles,
  models: readonly ModelFacts[],
): Record<string, string> {
  const labels: Record<string, string> = {
    "--time": roles.time ?? "",
    "the time column's kind": roles.timeKind,
    "--series": roles.series ?? "",
    "--target": joinNames(roles.targets),
    "--features": joinNames(roles.features),
    "--known": joinNames(roles.known),
    "--horizon": options.horizons.join(","),
    "--models": options.models.map(({ name }) => name).join(","),
  };
  options.models.forEach(({ kind, name }, i) => {
    labels[`the kind of ${name}`] = kind;
    for (const [option, value] of Object.entries(Object(models[i].options))) {
      labels[`${option} of ${name}`] = String(value);
    }
  });
  const untold = [...FREE, ...TOLD_OTHERWISE];
  for (const [key, flag] of Object.entries<Flag<unknown>>(FORECAST_FLAGS)) {
    const name = flagName(key, flag).slice(2);
    if (Object.hasOwn(GENERAL, key) || untold.includes(name) || flag.modelOption !== undefined) continue;
    labels[`--${name}`] = options.configuration[name] ?? "";
  }
  return labels;
}

/** The columns' roles that a fingerprint tells; undefined if it is of a version that told fewer. */
export function rolesOf(labels: Readonly<Record<string, string>>): ColumnRoles | undefined {
  const time = labels["--time"];
  const timeKind = TIME_KINDS.find((kind) => kind === labels["the time column's kind"]);
  const names = (label: string) => readNamesOrNone(label, labels[label] ?? "");
  const [targets, features, known] = [names("--target"), names("--features"), names("--known")];
  if (time === undefined || timeKind === undefined || targets.length === 0) return undefined;
  return {
    time: time || undefined,
    timeKind,
    series: labels["--series"] || undefined,
    targets,
    features,
    known,
  };
}

/** What of a fingerprint matters where the lines do not follow on others in one file. */
export function withoutLines(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => !OF_LINES.includes(label)));
}

/**
 * The texts that a run of this fingerprint was given, by the keys of `FORECAST_FLAGS`, as far as they matter.
 */
export function givenTexts(labels: Readonly<Record<string, string>>): Map<string, string> {
  return toldTexts(labels).set("models", modelTexts(labels, []).join(","));
}

/**
 * The texts of a run that goes on: those that it was given, and for the others those of the run that left the
 * state. What is written row by row is taken from it only where the file of lines is continued.
 *
 * @param labels the fingerprint in the state
 * @returns the texts, and the flags among them that the state has told, as they are written
 */
export function resumedTexts(
  given: ReadonlyMap<string, string>,
  labels: Readonly<Record<string, string>>,
): { texts: Map<string, string>; told: string[] } {
  if (labels["the command"] === "classify" || labels["--models"] === undefined) {
    return { texts: new Map(given), told: [] };
  }
  const { models: _, ...flags } = FORECAST_FLAGS;
  const before = toldTexts(labels);
  const told: string[] = [];
  const texts = new Map(given);
  const goesOn = given.has("output");
  for (const [key, flag] of Object.entries<Flag<unknown>>(flags)) {
    const [name, text] = [flagName(key, flag), before.get(key)];
    if (text === undefined || given.has(key) || (OF_LINES.includes(name) && !goesOn)) continue;
    texts.set(key, text);
    if (text !== flag.default) told.push(flag.placeholder === "" ? name : `${name} ${text}`);
  }
  if (!given.has("models")) {
    const own = Object.entries<Flag<unknown>>(flags).flatMap(([key, { modelOption }]) =>
      modelOption !== undefined && given.has(key) ? [modelOption] : []
    );
    texts.set("models", modelTexts(labels, own).join(","));
    told.push(`--models ${labels["--models"]}`);
  }
  return { texts, told };
}

function toldTexts(labels: Readonly<Record<string, string>>): Map<string, string> {
  const told = new Map<string, string>();
  for (const [key, flag] of Object.entries<Flag<unknown>>(FORECAST_FLAGS)) {
    const text = labels[flagName(key, flag)];
    if (text !== undefined && text !== "") told.set(key, text);
  }
  return told;
}

/** The models, each with its options in parentheses, but for those that flags say of all. */
function modelTexts(labels: Readonly<Record<string, string>>, byFlags: readonly string[]): string[] {
  return labels["--models"].split(",").map((name) => {
    const mine = Object.entries(labels).filter(([label, text]) =>
      label.endsWith(` of ${name}`) && label !== `the kind of ${name}` && text !== ""
    );
    const options = mine
      .map(([label, text]) => [label.slice(0, -` of ${name}`.length), text])
      .filter(([option]) => !byFlags.includes(option))
      .map(([option, text]) => `${option}=${text}`);
    return `${labels[`the kind of ${name}`]}(${[`as=${name}`, ...options].join(",")})`;
  });
}
