import type { SmoothingRates } from "./exponential_smoothing.ts";

/** One way to smooth a target: its rates, the seasons it reads, and whether it smooths logarithms. */
export interface SmoothingForm {
  readonly rates: SmoothingRates;
  readonly first: number;
  readonly second: number;
  readonly isLog: boolean;
  /** How likely it is before anything has been seen, relative to others. */
  readonly prior: number;
}

/** Rates of the level; shares of what is left for the seasons, of the level's rate for the trend; ρ. */
const LEVELS = {
  none: [0.02, 0.05, 0.1, 0.2, 0.35, 0.55, 0.8, 1],
  one: [0.03, 0.12, 0.35, 0.8],
  two: [0.03, 0.15, 0.5],
};
const TRENDS = { none: [0, 0.02, 0.12], one: [0, 0.05], two: [0] };
const SEASONS = { none: [0], one: [0.04, 0.2], two: [0.1, 0.4] };
const REMAINDERS = { none: [0], one: [0, 0.7], two: [0.6, 0.95] };
/** A trend that changes is less likely than one that stays. */
const TREND_PRIOR = (share: number) => share === 0 ? 1 : share < 0.1 ? 0.4 : 0.05;

/**
 * All forms that are tried for a target with these seasons; `logs`: its values have logarithms. Without, with
 * the first, with both.
 */
export function smoothingForms(
  periods: ArrayLike<number>,
  logs: boolean,
): SmoothingForm[] {
  const [first, second] = [periods[0], periods[1]];
  return [
    ...grid(0, 0),
    ...(first > 0 ? grid(first, 0) : []),
    ...(second > 0 ? grid(first, second) : []),
  ].flatMap((form) => logs ? [form, { ...form, isLog: true }] : [form]);
}

/** Without or with one season or two, not of logarithms. */
function grid(first: number, second: number): SmoothingForm[] {
  const kind = first === 0 ? "none" : second === 0 ? "one" : "two";
  const forms: SmoothingForm[] = [];
  for (const alpha of LEVELS[kind]) {
    for (const trend of TRENDS[kind]) {
      for (const share1 of SEASONS[kind]) {
        for (const share2 of kind === "two" ? SEASONS.two : [0]) {
          for (const rho of REMAINDERS[kind]) {
            const [gamma1, gamma2] = [
              share1 * (1 - alpha),
              share2 * (1 - alpha),
            ];
            const rates = { alpha, beta: alpha * trend, gamma1, gamma2, rho };
            forms.push({
              rates,
              first,
              second,
              isLog: false,
              prior: TREND_PRIOR(trend),
            });
          }
        }
      }
    }
  }
  const total = forms.reduce((sum, { prior }) => sum + prior, 0);
  return forms.map((form) => ({ ...form, prior: form.prior / total }));
}
