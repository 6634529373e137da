/** One page of the guide. Its text is imported, not read from a file, so that a bundle or a program holds it too. */
export interface Topic {
  readonly summary: string;
  /** The page as Markdown. Needs no permission. */
  load(): Promise<{ readonly default: string }>;
}

/**
 * The pages of the guide, by the name that `help TOPIC` takes, in the order of a first reading. A new page is a Markdown
 * file in this folder, a line here and a link in README.md.
 */
export const TOPICS: Readonly<Record<string, Topic>> = {
  input: {
    summary: "formats, columns, missing values, bad rows, many series, values known in advance",
    load: () => import("./input.md", { with: { type: "text" } }),
  },
  output: {
    summary: "lines, columns, shapes and formats of the forecasts, and what goes to people",
    load: () => import("./output.md", { with: { type: "text" } }),
  },
  models: {
    summary: "the models, their options, pretraining, and their equations",
    load: () => import("./models.md", { with: { type: "text" } }),
  },
  uncertainty: {
    summary: "prediction intervals, and paths drawn from a state",
    load: () => import("./uncertainty.md", { with: { type: "text" } }),
  },
  alerts: {
    summary: "alert rules on future values, and drift of the models' errors",
    load: () => import("./alerts.md", { with: { type: "text" } }),
  },
  scores: {
    summary: "how forecasts are scored, every score, and the HTML page of a run",
    load: () => import("./scores.md", { with: { type: "text" } }),
  },
  classify: {
    summary: "predicting the labels of sequences, in numbers or in text",
    load: () => import("./classify.md", { with: { type: "text" } }),
  },
  lecture: {
    summary: "the systems of a lecture on recurrent networks, each as a command",
    load: () => import("./lecture.md", { with: { type: "text" } }),
  },
  operations: {
    summary: "states, scheduled jobs, one program to carry, permissions, exit codes, limits",
    load: () => import("./operations.md", { with: { type: "text" } }),
  },
  fleets: {
    summary: "many series, several threads, several machines",
    load: () => import("./fleets.md", { with: { type: "text" } }),
  },
  benchmarks: {
    summary: "accuracy and speed beside others, with the commands that measure them",
    load: () => import("./benchmarks.md", { with: { type: "text" } }),
  },
  changes: {
    summary: "what is new",
    load: () => import("./changes.md", { with: { type: "text" } }),
  },
  security: {
    summary: "what the program may touch, what it trusts, and the threats considered",
    load: () => import("./security.md", { with: { type: "text" } }),
  },
};
