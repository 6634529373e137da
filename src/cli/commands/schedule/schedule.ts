import { UsageError } from "../../../base/errors.ts";
import type { Command } from "../../command.ts";
import { integer, text } from "../../../options/flag.ts";
import { GENERAL } from "../../../options/flags.ts";
import { takeOperand } from "../../operand.ts";
import { parseFlags } from "../../parse_flags.ts";

const OPERAND = { placeholder: "JOBS.json" };
const WHAT = {
  once: text("NAME", "run this job now, once, and end: for system cron and systemd timers", {
    shownDefault: "none: run all jobs when their time comes, until stopped",
  }),
  root: text("FOLDER", "the files that jobs may name lie in this folder", {
    shownDefault: "the folder of JOBS.json",
  }),
  runs: integer(0, 0, 1e6, "only tell the last N runs, a JSON line each"),
};

/** `schedule`: forecasting jobs, when their cron expressions say. */
export const schedule: Command = {
  name: "schedule",
  summary: "runs forecasting jobs at their times (cron), or one of them once",
  usage: "JOBS.json [OPTIONS]",
  operand: OPERAND,
  flagGroups: { "Jobs": WHAT, "General": GENERAL },
  examples: [
    {
      says: "All jobs, when their time comes; one JSON line per run",
      permissions: "--allow-read=. --allow-write=. --allow-run",
      args: "schedule jobs.json >> runs.ndjson",
    },
    {
      says: "One job now, from system cron or a systemd timer",
      permissions: "--allow-read=. --allow-write=. --allow-run",
      args: "schedule jobs.json --once prices",
    },
  ],
  permissions: [
    ["--allow-read=FOLDER", "for JOBS.json, and what its jobs read"],
    ["--allow-write=FOLDER", "for the run history, and what jobs write"],
    ["--allow-run", "jobs are processes of their own, with permission for their own files only"],
  ],

  models: () => Promise.resolve([]),

  async run(args, io) {
    const table = { ...WHAT, ...GENERAL };
    const { operand, rest } = takeOperand(table, args, `schedule ${OPERAND.placeholder}`);
    const { values } = parseFlags(table, rest);
    if (values.once !== undefined && values.runs > 0) {
      throw new UsageError("Cannot use --once with --runs: --once runs a job, --runs shows past runs");
    }
    const { runSchedule } = await import("./run_schedule.ts");
    await runSchedule({ ...values, file: operand }, io);
  },
};
