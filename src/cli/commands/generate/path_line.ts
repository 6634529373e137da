/** One line of the output: a value on a path. */
export interface PathLine {
  readonly series: string;
  readonly path: number;
  readonly step: number;
  readonly target: string;
  /** NaN: there is none. */
  readonly value: number | string;
}
