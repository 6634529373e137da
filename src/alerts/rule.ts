/** How far: so many rows of a series, or so much time. */
export interface Span {
  readonly amount: number;
  readonly unit: "rows" | "ms";
}

/**
 * `spo2<90 within 10m p>0.3 for 3 of 5 clear p<0.15`: an alarm when the target is likely to lie beyond a limit within a
 * span, in k of the last n rows.
 */
export interface CrossingRule {
  readonly kind: "crossing";
  /** As it was written. */
  readonly text: string;
  readonly target: string;
  readonly side: "<" | ">";
  readonly limit: number;
  readonly within: Span;
  /** The model whose forecasts are asked; undefined: the run's ensemble, or else its first model. */
  readonly model: string | undefined;
  /** The alarm comes on at probabilities above `raise` and goes off at those below `clear`. */
  readonly raise: number;
  readonly clear: number;
  /** In so many of so many rows. */
  readonly of: readonly [k: number, n: number];
}

/** `spo2 lost 2m`: a target that has had no value for so long, be it that its cells are empty or that rows stay away. */
export interface LostRule {
  readonly kind: "lost";
  /** As it was written. */
  readonly text: string;
  readonly target: string;
  readonly after: Span;
}

/** A rule of `--alert`. */
export type AlertRule = CrossingRule | LostRule;
