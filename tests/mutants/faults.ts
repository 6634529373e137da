/** A fault to be planted in a copy of the project, and the test that has to see it. */
export interface Fault {
  readonly what: string;
  readonly file: string;
  /** Stands once in the file. */
  readonly from: string;
  readonly to: string;
  readonly test: string;
}

/** One of each kind that has hurt, or would: order, leaks, signs, bounds, states. */
export const FAULTS: readonly Fault[] = [
  {
    what: "a cohort takes a second row of a series",
    file: "src/pipeline/engine.ts",
    from: "if (this.isOpen[series] || this.size === MAX_COHORT) this.learn();",
    to: "if (this.size === MAX_COHORT) this.learn();",
    test: "tests/pipeline/engine_test.ts",
  },
  {
    what: "an interval's ends change places",
    file: "src/pipeline/pipeline.ts",
    from: "record.ledger.issue(forecasts, lower, upper);",
    to: "record.ledger.issue(forecasts, upper, lower);",
    test: "tests/pipeline/pipeline_test.ts",
  },
  {
    what: "the last row of the warm-up is scored",
    file: "src/evaluation/ledger.ts",
    from: "this.settled >= this.options.warmup",
    to: "this.settled + 1 >= this.options.warmup",
    test: "tests/evaluation/evaluation_test.ts",
  },
  {
    what: "Student's t has another constant",
    file: "src/evaluation/student_t.ts",
    from: "const front = Math.sqrt(y / Math.PI)",
    to: "const front = Math.sqrt(y / 3)",
    test: "tests/evaluation/student_t_test.ts",
  },
  {
    what: "an LSTM's cell forgets by its input gate",
    file: "src/nn/cells/lstm.ts",
    from: "const cAfter = f * m[c + state] + i * g;",
    to: "const cAfter = i * m[c + state] + i * g;",
    test: "tests/nn/cells",
  },
  {
    what: "gradients are not clipped",
    file: "src/nn/optimizer.ts",
    from: "this.norm > clip ? clip / (this.norm + 1e-6) : 1",
    to: "1",
    test: "tests/nn/optimizer_test.ts",
  },
  {
    what: "the Huber loss has no bound",
    file: "src/nn/losses.ts",
    from: "slope: (e) => Math.max(-1, Math.min(1, e)),",
    to: "slope: (e) => e,",
    test: "tests/nn/losses_test.ts",
  },
  {
    what: "the running variance never shrinks",
    file: "src/series/moments.ts",
    from: "s[2] = (1 - share) * (s[2] + share * distance * distance);",
    to: "s[2] = s[2] + share * distance * distance;",
    test: "tests/series/moments_test.ts",
  },
  {
    what: "drift is seen in one direction only",
    file: "src/drift/page_hinkley.ts",
    from: "state[3] = Math.max(0, state[3] - excess - tolerance);",
    to: "state[3] = Math.max(0, state[3] + excess - tolerance);",
    test: "tests/drift/page_hinkley_test.ts",
  },
  {
    what: "an alarm needs a row more than it says",
    file: "src/alerts/latch.ts",
    from: "(this.isOn ? this.votesAgainst : this.votesFor) < k",
    to: "(this.isOn ? this.votesAgainst : this.votesFor) <= k",
    test: "tests/alerts/latch_test.ts",
  },
  {
    what: "a state goes on under options that it was not learned with",
    file: "src/checkpoint/compatibility.ts",
    from: "saved[label] === wanted",
    to: "saved[label] !== undefined",
    test: "tests/checkpoint/compatibility_test.ts",
  },
  {
    what: "horizons may be zero",
    file: "src/options/lists.ts",
    from: "1 <= from && from <= to",
    to: "0 <= from && from <= to",
    test: "tests/options/lists_test.ts",
  },
  {
    what: "the library hands out a model's forecasts under another's name",
    file: "src/library/forecast_collector.ts",
    from: "slot: (m * targets.length + t) * horizons.length + h",
    to: "slot: (t * models.length + m) * horizons.length + h",
    test: "tests/library/forecaster_test.ts",
  },
  {
    what: "bytes that were changed are restored",
    file: "src/checkpoint/checkpoint_bytes.ts",
    from: "!expected.every((byte, i) => byte === checksum[i])",
    to: "false",
    test: "tests/library/forecaster_test.ts",
  },
];
