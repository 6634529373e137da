/** What a picture shows, without a word on how it is drawn. */
export type Figure = LinesFigure | HeatFigure;

/** One axis: its label says the unit, in parentheses. */
export interface Axis {
  readonly label: string;
  /** `time`: milliseconds of the wall clock since 1970. @default {"linear"} */
  readonly scale?: "linear" | "log" | "time";
  /** Values that must be in sight. */
  readonly include?: readonly number[];
  /** Whether only whole numbers have a meaning. */
  readonly isWhole?: boolean;
  /** How shares are told. */
  readonly format?: "percent";
}

/** Points (x, y) in the order of x; a y that is no number leaves a gap. */
export type Points = readonly (readonly [x: number, y: number])[];

/** One line of a picture. */
export interface Line {
  readonly name: string;
  readonly points: Points;
  /** @default {"solid"} */
  readonly stroke?: "solid" | "dashed" | "dots";
  /** Lines of one colour: the number of it. @default the line's place */
  readonly colour?: number;
  /** Drawn in the text's colour, above the others: what the others are measured by. */
  readonly isTruth?: boolean;
  /** Drawn thicker than the other lines, and over them. */
  readonly isBest?: boolean;
}

/** The area between two lines. */
export interface Band {
  readonly name: string;
  readonly points: readonly (readonly [x: number, low: number, high: number])[];
  readonly colour: number;
}

/** Moments on the x axis: short strokes above the lines, a lane for each name. */
export interface Marks {
  readonly name: string;
  readonly colour: number;
  readonly at: readonly number[];
}

/** Stretches of the x axis, shaded over the whole height. */
export interface Spans {
  readonly name: string;
  readonly colour: number;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

/** Lines over a common axis. */
export interface LinesFigure {
  readonly kind: "lines";
  readonly title: string;
  /** A sentence under the title. */
  readonly note?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** Whether lines are to be seen where they coincide: each is drawn narrower than those under it. */
  readonly isNested?: boolean;
  readonly bands?: readonly Band[];
  readonly marks?: readonly Marks[];
  readonly spans?: readonly Spans[];
}

/** A matrix as shades, its first row on top. */
export interface HeatFigure {
  readonly kind: "heat";
  readonly title: string;
  readonly note?: string;
  readonly x: string;
  readonly y: string;
  /** Names of the columns and of the rows, or the number that they count up from. @default {1} */
  readonly columns?: readonly string[] | number;
  readonly rows?: readonly string[] | number;
  /** What a shade stands for, and the values of the lightest and of the darkest. */
  readonly value: string;
  /** @default {0} */
  readonly least?: number;
  readonly most: number;
  /** A value to compare the shades with: it has a mark on their key. */
  readonly reference?: { readonly name: string; readonly value: number };
  readonly values: readonly (readonly number[])[];
  /** Lines of text in each cell. */
  readonly texts?: readonly (readonly (readonly string[])[])[];
}
