import { RunError, UsageError } from "../../../base/errors.ts";
import { suggestion } from "../../../base/suggestion.ts";
import { openBytes } from "../../../input/byte_source.ts";
import { RowReader } from "../../../input/row_reader.ts";
import { loadKernels } from "../../../kernels/wasm.ts";
import type { Lesson, LessonStream } from "../../../lessons/lesson.ts";
import { LESSONS } from "../../../lessons/registry.ts";
import { cellText, tableCsv } from "../../../lessons/table_csv.ts";
import { writeAll } from "../../../output/byte_sink.ts";
import { LiveLine } from "../../../output/live_line.ts";
import { fillOutput, openOutput } from "../../../output/output_file.ts";
import { entry } from "../../columns.ts";
import type { Io } from "../../command.ts";
import { checkDistinctPaths } from "../../../options/distinct_files.ts";
import { VERSION } from "../../../library/version.ts";

/** What a lesson was asked for. */
export interface LessonOptions {
  readonly input: string | undefined;
  readonly target: string | undefined;
  readonly series: string | undefined;
  readonly seed: number;
  readonly report: string | undefined;
  readonly quiet: boolean;
}

/** Numbers that a lesson looks at, at most: the first of the file. */
const MOST_VALUES = 100_000;

/** Says which lessons there are. */
export async function listLessons(io: Io): Promise<void> {
  const lines = LESSONS.map(({ name, summary }) => entry(name, summary, 18) + "\n");
  await print(io, lines.join(""));
}

/**
 * Runs a lesson: its table goes to standard output, what to read from it to standard error, and all of it
 * with plots into the report.
 *
 * @throws {UsageError} if there is no such lesson, or it can do nothing with the file
 */
export async function runLesson(name: string, options: LessonOptions, io: Io): Promise<void> {
  const lesson = find(name);
  for (const column of ["target", "series"] as const) {
    if (options.input !== undefined || options[column] === undefined) continue;
    throw new UsageError(`Cannot use --${column} without --input: add --input FILE`);
  }
  if (options.input !== undefined && !lesson.takesStream) {
    const able = LESSONS.filter(({ takesStream }) => takesStream).map(({ name }) => name);
    throw new UsageError(
      `Cannot use --input with lesson ${name}: it generates its data; expected lesson ${able.join(", ")}`,
    );
  }
  checkDistinctPaths({ input: options.input, report: options.report });
  const stream = await readStream(options, (bad) => {
    if (!options.quiet) tell(io, `foretide: ${bad} rows of ${options.input} could not be read: left out\n`);
  });
  using page = options.report === undefined ? undefined : await openOutput(options.report);
  const live = !options.quiet && io.stderr.isTerminal() ? new LiveLine() : undefined;
  const result = lesson.run({
    kernels: await loadKernels(),
    seed: options.seed,
    effort: 1,
    say: (what) => live && tell(io, live.show(`${name}: ${what}`)),
    ...(stream === undefined ? {} : { stream }),
  });
  if (live) tell(io, live.clear());
  await print(io, tableCsv(result.table));
  if (!options.quiet) tell(io, result.explanation.join("\n") + "\n");
  if (page !== undefined) {
    const { lessonPage } = await import("../../../report/lesson_page.ts");
    const configuration = { lesson: name, ...(stream === undefined ? {} : { input: options.input ?? "" }) };
    const facts = { version: VERSION, seed: options.seed, configuration };
    const { table: { columns, rows }, figures, explanation } = result;
    const outcome = { columns, rows: rows.map((row) => row.map(cellText)), figures, explanation };
    fillOutput(page, options.report!, lessonPage(lesson.name, lesson.summary, outcome, facts));
  }
}

function find(name: string): Lesson {
  const lesson = LESSONS.find((lesson) => lesson.name === name);
  if (lesson !== undefined) return lesson;
  const known = LESSONS.map(({ name }) => name);
  throw new UsageError(
    `Cannot run lesson "${name}": expected one of ${known.join(", ")}${suggestion(name, known)}`,
  );
}

/** A column of the file, by series, without its gaps. @param say told of bad rows, if there are any */
async function readStream(
  { input, target, series }: LessonOptions,
  say: (badRows: number) => void,
): Promise<LessonStream | undefined> {
  if (input === undefined) return undefined;
  const reader = await RowReader.open(await openBytes(input), {
    format: "csv",
    ...(target === undefined ? {} : { targets: [target] }),
    ...(series === undefined ? {} : { series }),
    features: [],
    badRows: "skip",
    maxSeries: MOST_VALUES,
    name: input,
    onBadRow() {},
  });
  const values: number[][] = [];
  let count = 0;
  while (count < MOST_VALUES && await reader.fill()) {
    while (count < MOST_VALUES && reader.next()) {
      const value = reader.row.values[0];
      if (Number.isNaN(value)) continue;
      (values[reader.row.series] ??= []).push(value);
      count++;
    }
  }
  await reader.close().catch(() => {});
  if (reader.skipped > 0) say(reader.skipped);
  const name = `${reader.roles.targets[0]} of ${input}`;
  if (count === 0) throw new RunError(`Cannot measure gradients on ${name}: expected numbers, got none`);
  return { name, series: values.filter(Boolean).map((own) => Float64Array.from(own)) };
}

function print(io: Io, text: string): Promise<void> {
  return writeAll(io.stdout, new TextEncoder().encode(text));
}

function tell(io: Io, text: string): void {
  io.stderr.writeSync(new TextEncoder().encode(text));
}
