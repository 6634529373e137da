/** Something that a rule has to say at a row; `Alerts` tells which rule, series and row. */
export type Notice =
  | {
    readonly event: "alert" | "alert cleared";
    /** The largest over the horizons within the rule's span, and the horizon that has it, in rows. */
    readonly probability: number;
    readonly horizon: number;
    /** The forecast for that row, and the row's own value. */
    readonly forecast: number;
    readonly value: number;
  }
  | {
    /** Rows lie so far apart that no horizon of the run lies within the rule's span: it can't speak of this series. */
    readonly event: "alert blind";
    /** The run's nearest horizon, in rows. */
    readonly horizon: number;
  }
  | {
    readonly event: "signal lost" | "signal back";
    /** The series' number. */
    readonly series: number;
    /** Rows without a value, or the time since the last one in seconds: as the rule counts. */
    readonly silence: number;
  };
