import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import { ExponentialSmoothing } from "./exponential_smoothing.ts";
import type { SmoothingForm } from "./smoothing_grid.ts";

/** Forgetting of losses. */
const FORGETTING = 0.99;

/** One form at work, what it said of rows to come, and how far off it was. */
export class SmoothingMember implements Persistent {
  /** (anchors): discounted mean squared errors, and the weights that follow from them. */
  readonly losses: Float64Array;
  readonly counts: Float64Array;
  readonly weights: Float64Array;
  /** The first row of a fit that it observes: those before it begins from. */
  readonly start: number;
  private readonly smoothing: ExponentialSmoothing;
  private readonly said: Float64Array; // by anchor, a ring of its length
  private turn = 0; // rows observed
  private unit = 1; // of values whose logarithms are smoothed: they are numbers without units then

  constructor(
    readonly form: SmoothingForm,
    private readonly anchors: readonly number[],
  ) {
    const { rates, first, second } = form;
    this.smoothing = new ExponentialSmoothing(rates, first, second);
    this.start = Math.max(first, second, 2);
    this.losses = new Float64Array(anchors.length);
    this.counts = new Float64Array(anchors.length);
    this.weights = new Float64Array(anchors.length).fill(1);
    this.said = new Float64Array(anchors.reduce((sum, a) => sum + a, 0)).fill(
      NaN,
    );
  }

  /** Begins from the first values. */
  begin(past: Float64Array): void {
    if (this.form.isLog) this.unit = past.find((value) => value > 0) ?? 1;
    this.smoothing.begin(
      past.slice(0, this.start).map((value) => this.toOwn(value)),
      this.start,
    );
  }

  observe(value: number): void {
    const { smoothing, anchors, said } = this;
    smoothing.observe(this.toOwn(value));
    let ring = 0;
    for (let a = 0; a < anchors.length; a++) {
      said[ring + this.turn % anchors[a]] = this.forecast(anchors[a]);
      ring += anchors[a];
    }
    this.turn++;
  }

  /** The value that was forecast at the anchor has come. */
  settle(a: number, value: number, limit: number): void {
    const { anchors, said, losses, counts } = this;
    let ring = 0;
    for (let i = 0; i < a; i++) ring += anchors[i];
    const forecast = said[ring + this.turn % anchors[a]]; // made so many rows ago, and about to be overwritten
    if (forecast !== forecast) return;
    counts[a] = FORGETTING * counts[a] + 1;
    losses[a] += (Math.min((forecast - value) ** 2, limit) - losses[a]) /
      counts[a];
  }

  forecast(horizon: number): number {
    const value = this.smoothing.forecast(horizon);
    return this.form.isLog ? this.unit * Math.exp(Math.min(value, 300)) : value;
  }

  private toOwn(value: number): number {
    if (!this.form.isLog) return value;
    return value > 0 ? Math.log(value / this.unit) : NaN;
  }

  persist(archive: Archive): void {
    archive.array("losses", this.losses);
    archive.array("counts", this.counts);
    archive.array("weights", this.weights);
    archive.array("said", this.said);
    this.unit = archive.number("unit", this.unit);
    this.turn = persistCount(archive, "turn", this.turn);
    this.smoothing.persist(archive.within("smoothing"));
  }
}

/** A form, where members are restored without knowing theirs. */
export function persistForm(
  archive: Archive,
  form: SmoothingForm | undefined,
): SmoothingForm {
  const number = (name: string, value: number | undefined) => archive.number(name, value ?? 0);
  const rates = {
    alpha: number("alpha", form?.rates.alpha),
    beta: number("beta", form?.rates.beta),
    gamma1: number("gamma1", form?.rates.gamma1),
    gamma2: number("gamma2", form?.rates.gamma2),
    rho: number("rho", form?.rates.rho),
  };
  return {
    rates,
    first: persistCount(archive, "first", form?.first ?? 0),
    second: persistCount(archive, "second", form?.second ?? 0),
    isLog: number("isLog", Number(form?.isLog ?? 0)) === 1,
    prior: number("prior", form?.prior),
  };
}
