import type { Archive } from "../base/archive.ts";
import type { Classifier, ClassifierEntry, Track } from "./classifier.ts";
import type { Sequence } from "./sequence.ts";

/** What a baseline remembers of a sequence: its last label. */
class BaselineTrack implements Track {
  readonly probabilities: Float64Array;
  /** The sequence's last label; −1 before the first. */
  label = -1;

  constructor(readonly sequence: Sequence, classes: number) {
    this.probabilities = new Float64Array(classes).fill(1 / classes);
  }

  /** The row that a label may come for. */
  get oldest(): number {
    return this.sequence.rows - 1;
  }

  persist(archive: Archive): void {
    archive.array("probabilities", this.probabilities);
    this.label = archive.number("label", this.label);
  }
}

/**
 * Both baselines count labels, and never look at what the rows hold: `majority` how often each class has been
 * the label so far, `last` how often it has followed on the same sequence's last label (with none: like the
 * majority). One label of each class that outputs are reserved for is counted beforehand (Laplace 1814).
 * A classifier that is no better than `majority` has learned nothing from the rows; one that is no better
 * than `last` might as well repeat the label before.
 */
class CountingClassifier implements Classifier {
  /** (conditions, classes): labels counted, and by condition their sum. */
  private readonly counts: Float64Array;
  private readonly totals: Float64Array;

  constructor(
    readonly name: string,
    private readonly classes: number,
    private readonly conditional: boolean,
  ) {
    const conditions = conditional ? classes + 1 : 1;
    this.counts = new Float64Array(conditions * classes).fill(1);
    this.totals = new Float64Array(conditions).fill(classes);
  }

  open(sequence: Sequence): BaselineTrack {
    return new BaselineTrack(sequence, this.classes);
  }

  predict(track: BaselineTrack): void {
    const { probabilities } = track;
    const row = this.condition(track);
    for (let i = 0; i < this.classes; i++) {
      probabilities[i] = this.counts[row * this.classes + i] / this.totals[row];
    }
  }

  learn(track: BaselineTrack): void {
    const { sequence } = track;
    const label = sequence.labelOf(sequence.lastLabel);
    this.count(this.condition(track), label);
    if (this.conditional && track.label >= 0) this.count(0, label);
    track.label = label;
  }

  private count(condition: number, label: number): void {
    this.counts[condition * this.classes + label]++;
    this.totals[condition]++;
  }

  /** 0: no condition; else 1 + the sequence's last label. */
  private condition({ label }: BaselineTrack): number {
    return this.conditional ? 1 + label : 0;
  }

  report(): Readonly<Record<string, number>> {
    return {};
  }

  persist(archive: Archive): void {
    archive.array("counts", this.counts);
    archive.array("totals", this.totals);
  }
}

const counting = (summary: string, reference: string, conditional: boolean): ClassifierEntry => ({
  kind: "baseline",
  summary,
  reference,
  options: {},
  create: (name, _, { classes }) => new CountingClassifier(name, classes, conditional),
});

export const majority: ClassifierEntry = counting(
  "how often each class has been the label so far",
  "Laplace 1814",
  false,
);

export const last: ClassifierEntry = counting(
  "what has followed on the sequence's label before",
  "Markov 1906",
  true,
);
