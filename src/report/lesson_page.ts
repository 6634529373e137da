import type { Figure } from "./figure.ts";
import { renderPage } from "./page.ts";

/** A lesson's outcome, as the page needs it. */
export interface LessonOutcome {
  readonly columns: readonly string[];
  /** Cells as text. */
  readonly rows: readonly (readonly string[])[];
  readonly figures: readonly Figure[];
  readonly explanation: readonly string[];
}

/** How a page's numbers came about. */
export interface PageFacts {
  readonly version: string;
  readonly seed: number;
  readonly configuration: Readonly<Record<string, string>>;
}

/** The report of a lesson: what to read from it, its plots, its table. */
export function lessonPage(
  name: string,
  summary: string,
  { columns, rows, figures, explanation }: LessonOutcome,
  { version, seed, configuration }: PageFacts,
): string {
  return renderPage({
    title: `Lesson: ${name}`,
    subtitle: summary,
    words: explanation,
    sections: [
      { heading: "What it looks like", figures },
      { heading: "The numbers", tables: [{ caption: `${name}, as on standard output`, columns, rows }] },
    ],
    facts: [
      ...Object.entries(configuration),
      ["seed", String(seed)],
      ["version", version],
    ],
  });
}
