import { emptied, fillOutput, openOutput } from "../../../output/output_file.ts";
import type { ClassFacts } from "../../../report/class_page.ts";
import type { BuiltClassification } from "./build.ts";

/** The page of a run: it is opened at the beginning, so that a file that can't be written is told at once. */
export interface ClassReport {
  /** The run begins: the page of an earlier one goes. */
  begin(): void;
  /** Draws the page, writes it and closes the file. */
  write(facts: ClassFacts): Promise<void>;
}

/**
 * Begins to remember what the page will show. Nothing of the drawing is loaded before it is needed.
 *
 * @throws {RunError} if the file can't be opened
 */
export async function openClassReport(
  path: string | undefined,
  { classification, models, kinds }: BuiltClassification,
): Promise<ClassReport | undefined> {
  if (path === undefined) return undefined;
  const file = await openOutput(path);
  const { ClassRecord } = await import("../../../report/class_record.ts");
  const record = new ClassRecord(models.map(({ name }) => name), kinds);
  classification.listener = record.settle;
  return {
    begin: () => void emptied(file),
    async write(facts) {
      const { classPage } = await import("../../../report/class_page.ts");
      fillOutput(file, path, classPage(record, classification.scores(), facts));
    },
  };
}
