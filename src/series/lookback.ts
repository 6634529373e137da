/** How far back the models of a run read. */
export interface Lookback {
  /** Encoded rows (inputs and labels); 0 for who reads no inputs: if nobody does, rows are not encoded. */
  readonly rows: number;
  /** Working values, for lags. */
  readonly values: number;
  /** Whether any of them reads the targets' seasons: otherwise nobody looks for any. */
  readonly seasons?: boolean;
  /**
   * Whether any of them reads `smoothing` even while no season is known, and whether any reads
   * `networkLabels`.
   */
  readonly smoothing?: boolean;
  /** Whether it learns from labels. */
  readonly labels?: boolean;
}
