import type { Axis, Band, Figure, Points } from "./figure.ts";

/** What a page is made of, from top to bottom. */
export interface Page {
  readonly title: string;
  /** What the run was, in a sentence. */
  readonly subtitle: string;
  /** What to look at first: a few large numbers. */
  readonly lead?: readonly Lead[];
  /** What to read from it. */
  readonly words: readonly string[];
  readonly sections: readonly Section[];
  /** How it came about: name and value. */
  readonly facts: readonly (readonly [string, string])[];
}

/** A large number. */
export interface Lead {
  /** What it is of, and of when. */
  readonly name: string;
  readonly value: string;
  /** What stands under it, a line each. */
  readonly lines: readonly string[];
}

/** A heading with what stands under it. */
export interface Section {
  readonly heading: string;
  readonly figures?: readonly Figure[];
  readonly panels?: readonly Panel[];
  readonly dots?: readonly DotPlot[];
  readonly grids?: readonly Grid[];
  readonly tables?: readonly PageTable[];
  /** Whether figures stand side by side where there is room. */
  readonly pairs?: boolean;
}

/** Rows of cells. */
export interface PageTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a row belongs to: it stands above the first of those that follow each other. */
  readonly groups?: readonly string[];
  /** Whether it is shown only when asked for; then it is not printed. */
  readonly isFolded?: boolean;
}

/** Rows of cells, shaded by a number: as good as can be at 1, as bad at −1, neither at 0. */
export interface Grid {
  readonly caption: string;
  /** What the columns count, and they. */
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly GridCell[] }[];
  readonly groups?: readonly string[];
}

/** A cell of a grid. */
export interface GridCell {
  readonly text: string;
  readonly shade: number;
}

/** A small picture among many: a line, its forecast, and what comes next. */
export interface Panel {
  readonly title: string;
  /** What comes next, in words. */
  readonly note: string;
  readonly time: Axis;
  readonly actual: Points;
  readonly forecast: Points;
  readonly next: Points;
  readonly bands: readonly Band["points"][];
  readonly colour: number;
}

/** Dots on lines: a number for each of several things. */
export interface DotPlot {
  readonly title: string;
  readonly note: string;
  readonly x: Axis;
  readonly rows: readonly { readonly name: string; readonly dots: readonly Dot[] }[];
}

/** A dot, and what its colour stands for. */
export interface Dot {
  readonly name: string;
  readonly value: number;
  readonly colour: number;
  /** Drawn larger. */
  readonly isBest: boolean;
}
