/** What a picture shows, without a word on how it is drawn. */
export type Figure = LinesFigure | HeatFigure;

/** One axis: its label says the unit, in parentheses. */
export interface Axis {
  readonly label: string;
  /** @default {"linear"} */
  readonly scale?: "linear" | "log";
  /** Values that must be in sight. */
  readonly include?: readonly number[];
  /** Whether only whole numbers have a meaning. */
  readonly isWhole?: boolean;
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
  readonly values: readonly (readonly number[])[];
  /** Lines of text in each cell. */
  readonly texts?: readonly (readonly (readonly string[])[])[];
}
