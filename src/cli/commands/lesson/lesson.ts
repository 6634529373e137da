import type { Command } from "../../command.ts";
import { integer, text } from "../../../options/flag.ts";
import { GENERAL } from "../../../options/flags.ts";
import { takeOperand } from "../../operand.ts";
import { parseFlags } from "../../parse_flags.ts";

const OPERAND = {
  placeholder: "NAME",
  words: async () => (await import("../../../lessons/registry.ts")).LESSONS.map(({ name }) => name),
};
const EXPERIMENT = {
  input: text("FILE", "look at this file's numbers, in a lesson that can (gradients)", {
    shownDefault: "numbers made for the purpose",
  }),
  target: text("COL", "the column of it to look at", {
    shownDefault: "the only numeric column; else close, price, value or y",
  }),
  series: text("COL", "the column of it that tells series apart", { shownDefault: "none: one series" }),
  seed: integer(1, 0, 2 ** 32 - 1, "seed of all randomness: the same seed gives the same numbers"),
  report: text("FILE", "write a page with the table, plots and what to read from them", {
    shownDefault: "none",
  }),
};
const GROUPS = { "Experiment": EXPERIMENT, "General": GENERAL };

/** `lesson`: an experiment on what the lecture says. */
export const lesson: Command = {
  name: "lesson",
  summary: "runs an experiment of the lecture; without a name, it lists them",
  usage: "[NAME] [OPTIONS] > table.csv",
  operand: OPERAND,
  flagGroups: GROUPS,
  examples: [
    { says: "What there is", args: "lesson" },
    {
      says: "What a window cannot do, with its plots",
      permissions: "--allow-write=windowing.html",
      args: "lesson windowing --report windowing.html",
    },
    {
      says: "How far back gradients reach on numbers of one's own",
      permissions: "--allow-read=prices.csv",
      args: "lesson gradients --input prices.csv --target close",
    },
  ],
  permissions: [
    ["--allow-read=FILE", "for --input"],
    ["--allow-write=FILE", "for --report"],
  ],

  models: () => Promise.resolve([]),

  async run(args, io) {
    const { listLessons, runLesson } = await import("./run_lesson.ts");
    if (args.length === 0) return await listLessons(io);
    const table = { ...EXPERIMENT, ...GENERAL };
    const { operand, rest } = takeOperand(table, args, `lesson ${OPERAND.placeholder}`);
    await runLesson(operand, parseFlags(table, rest).values, io);
  },
};
