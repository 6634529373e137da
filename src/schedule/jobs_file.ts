import { UsageError } from "../base/errors.ts";
import { parseDuration } from "./duration.ts";
import type { Job, JobsFile } from "./job.ts";

const FILE_KEYS = ["timezone", "history", "jobs"];
const JOB_KEYS = ["cron", "timezone", "forecast", "timeout", "retries", "backoff", "catchUp"];
/** What a job must have said of its forecast: it runs alone, and is resumed. */
const NEEDED = ["input", "state", "output"];

/** Bounds of what is believed. */
const MOST_JOBS = 1000;
const LONGEST_NAME = 100;
const MOST_RETRIES = 100;

const DEFAULTS = { timeout: "1h", retries: 2, backoff: "30s" } as const;

/**
 * Reads a jobs file:
 *
 *     {
 *       "timezone": "Europe/Berlin",
 *       "history": "runs.sqlite",
 *       "jobs": {
 *         "prices": {
 *           "cron": "30 18 * * 1-5",
 *           "forecast": { "input": "prices.csv", "state": "prices.state", "output": "forecasts.csv", "target": "close" },
 *           "timeout": "10m", "retries": 2, "backoff": "30s", "catchUp": true
 *         }
 *       }
 *     }
 *
 * Every key that is not known is refused: a misspelt one would be a job that does something else.
 *
 * @param name what the file is called in messages
 * @throws {UsageError} at the first thing that is wrong, naming where it stands
 */
export function parseJobs(text: string, name: string): JobsFile {
  const wrong = (where: string, expected: string) =>
    new UsageError(`Cannot read "${name}"${where === "" ? "" : `, ${where}`}: expected ${expected}`);
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw wrong("", `JSON, got a mistake (${(error as Error).message})`);
  }
  const top = fields(file);
  if (top === undefined) throw wrong("", "a JSON object with jobs");
  refuseUnknown(top, FILE_KEYS, "", wrong);
  const timeZone = optionalText(top, "timezone");
  if (timeZone === null) throw wrong("timezone", "a time zone such as Europe/Berlin");
  const history = optionalText(top, "history");
  if (history === null) throw wrong("history", "a file name");
  const jobs = fields(top.get("jobs"));
  if (jobs === undefined || jobs.size === 0) {
    throw wrong("jobs", "an object with a job or more, by their names");
  }
  if (jobs.size > MOST_JOBS) throw wrong("jobs", `at most ${MOST_JOBS} jobs, got ${jobs.size}`);
  return {
    history,
    jobs: [...jobs].map(([job, value]) => readJob(job, value, timeZone, wrong)),
  };
}

type Wrong = (where: string, expected: string) => UsageError;

function readJob(name: string, value: unknown, usualZone: string | undefined, wrong: Wrong): Job {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(name) || name.length > LONGEST_NAME) {
    throw wrong(
      `job ${JSON.stringify(name.slice(0, LONGEST_NAME))}`,
      "a name of letters, digits, space, . _ -",
    );
  }
  const at = (key: string) => `job "${name}"${key === "" ? "" : `, ${key}`}`;
  const job = fields(value);
  if (job === undefined) throw wrong(at(""), "an object");
  refuseUnknown(job, JOB_KEYS, `${at("")}, `, wrong);
  const cron = optionalText(job, "cron");
  if (typeof cron !== "string") throw wrong(at("cron"), "a cron expression such as 30 18 * * 1-5");
  const ownZone = optionalText(job, "timezone");
  const timeZone = ownZone === undefined ? usualZone : ownZone;
  if (typeof timeZone !== "string" || !isTimeZone(timeZone)) {
    throw wrong(at("timezone"), "a time zone such as Europe/Berlin, here or for all jobs");
  }
  const duration = (key: "timeout" | "backoff") => {
    const text = job.has(key) ? job.get(key) : DEFAULTS[key];
    const milliseconds = typeof text === "string" ? parseDuration(text) : undefined;
    if (milliseconds === undefined || milliseconds === 0) {
      throw wrong(at(key), "a duration such as 90s, 10m or 1h");
    }
    return milliseconds;
  };
  const retries = job.get("retries") ?? DEFAULTS.retries;
  if (!Number.isInteger(retries) || Number(retries) < 0 || Number(retries) > MOST_RETRIES) {
    throw wrong(at("retries"), `a whole number from 0 up to ${MOST_RETRIES}`);
  }
  const catchUp = job.get("catchUp") ?? true;
  if (typeof catchUp !== "boolean") throw wrong(at("catchUp"), "true or false");
  return {
    name,
    cron,
    timeZone,
    forecast: readOptions(job.get("forecast"), at("forecast"), wrong),
    timeout: duration("timeout"),
    retries: Number(retries),
    backoff: duration("backoff"),
    catchUp,
  };
}

/** The options of a forecast: texts, numbers, true for a switch, or lists of texts. */
function readOptions(value: unknown, where: string, wrong: Wrong): Map<string, string> {
  const given = fields(value);
  if (given === undefined) throw wrong(where, `an object of options with ${NEEDED.join(", ")}`);
  const options = new Map<string, string>();
  for (const [name, option] of given) {
    const text = Array.isArray(option) && option.every((part) => typeof part === "string")
      ? option.join(",")
      : option;
    if (!["string", "number"].includes(typeof text) && text !== true) {
      throw wrong(`${where}, ${JSON.stringify(name)}`, "a text, a number, true, or a list of texts");
    }
    options.set(name, String(text));
  }
  for (const name of NEEDED) if (!options.has(name)) throw wrong(where, `an option "${name}": a file`);
  return options;
}

/** The fields of a JSON object, as a Map: no name means anything to the program. */
function fields(value: unknown): Map<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}

/** The text of a field; undefined if it is not there, null if it is no text. */
function optionalText(map: Map<string, unknown>, key: string): string | undefined | null {
  if (!map.has(key)) return undefined;
  const value = map.get(key);
  return typeof value === "string" && value !== "" ? value : null;
}

function refuseUnknown(
  map: Map<string, unknown>,
  known: readonly string[],
  where: string,
  wrong: Wrong,
): void {
  for (const key of map.keys()) {
    if (!known.includes(key)) throw wrong(`${where}${JSON.stringify(key)}`, `one of ${known.join(", ")}`);
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
