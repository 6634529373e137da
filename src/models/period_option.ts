/**
 * The option of a model for the rows in its season; who uses it says in its own words what 0, `auto`, means.
 */
export const PERIOD_OPTION = { default: 0, min: 0, max: 100_000, integer: true, auto: 0 } as const;
