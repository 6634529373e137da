import { loadKernels } from "../../src/kernels/wasm.ts";
import type { Lesson, LessonRequest, LessonResult } from "../../src/lessons/lesson.ts";

/** Gives a lesson quietly, with less training than the command's. */
export async function give(
  lesson: Lesson,
  effort: number,
  more: Partial<LessonRequest> = {},
): Promise<LessonResult> {
  return lesson.run({ kernels: await loadKernels(), seed: 1, effort, say: () => {}, ...more });
}

/** The table's rows as objects by column. */
export function rowsOf({ table: { columns, rows } }: LessonResult): Record<string, string | number>[] {
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i], cell])));
}
