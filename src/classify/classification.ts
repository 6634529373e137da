import type { Archive, Persistent } from "../base/archive.ts";
import type { Classifier, Track } from "./classifier.ts";
import { type Encoder, OwnScales } from "./encoder.ts";
import { type ClassScore, classScore } from "./metrics.ts";
import { Sequence } from "./sequence.ts";
import { Tally } from "./tally.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What a run of classifiers connects. */
export interface ClassificationParts {
  readonly encoder: Encoder;
  readonly classes: Vocabulary;
  readonly models: readonly Classifier[];
  /** First labels of the run that are learned but not scored. */
  readonly warmup: number;
}

/**
 * Told of every label that is scored, before it is learned: the sequence's number, the label, and by model
 * what had been predicted: its probabilities by class, and the likeliest class. The arrays are good until the
 * call returns.
 */
export type OnScored = (
  sequence: number,
  label: number,
  predictions: readonly { readonly probabilities: Float64Array }[],
  predicted: Int32Array,
) => void;

/** All that is remembered of one key. */
interface KeyState {
  readonly sequence: Sequence;
  readonly scales: OwnScales;
  readonly tracks: readonly Track[];
}

/**
 * The life of a row that is to be classified: `accept` encodes it and lets every model predict, by the rows
 * so far; `label` tells the label of the sequence's newest row, which is scored against those predictions and
 * then learned. What was predicted has never seen its label.
 */
export class Classification implements Persistent {
  /** Rows taken in, and labels. */
  rows = 0;
  labels = 0;
  listener: OnScored | undefined;
  private readonly states: KeyState[] = [];
  private readonly tallies: Tally[];
  private readonly predictedClasses: Int32Array; // (models), scratch

  constructor(private readonly parts: ClassificationParts) {
    this.tallies = parts.models.map(() => new Tally(parts.classes.capacity));
    this.predictedClasses = new Int32Array(parts.models.length);
  }

  /** What rows are encoded by. */
  get encoder(): Encoder {
    return this.parts.encoder;
  }

  /** Keys of the sequences, by their numbers. */
  get keys(): readonly string[] {
    return this.states.map(({ sequence }) => sequence.key);
  }

  /** Begins a sequence; they are numbered in the order of their first rows. */
  open(key: string): void {
    const { encoder, models } = this.parts;
    const sequence = new Sequence(key, this.states.length, encoder.width);
    const tracks = models.map((model) => model.open(sequence));
    this.states.push({ sequence, scales: new OwnScales(encoder.columns), tracks });
  }

  /**
   * Takes in a sequence's next row; every model predicts its label. @throws {RunError} if there are too many
   * texts
   */
  accept(index: number, values: Float64Array, text: string | undefined): void {
    const { encoder, models } = this.parts;
    const { sequence, scales, tracks } = this.states[index];
    encoder.encode(values, text, scales, sequence.append());
    this.rows++;
    let oldest = sequence.rows;
    for (let m = 0; m < models.length; m++) {
      models[m].predict(tracks[m]);
      oldest = Math.min(oldest, tracks[m].oldest);
    }
    sequence.release(oldest);
  }

  /** Rows of a sequence so far. */
  rowsOf(index: number): number {
    return this.states[index].sequence.rows;
  }

  /** (classes): what a model thinks of a sequence's newest row. */
  probabilities(index: number, model: number): Float64Array {
    return this.states[index].tracks[model].probabilities;
  }

  /** The likeliest of the classes seen; −1 before the first. */
  predicted(index: number, model: number): number {
    return likeliest(this.probabilities(index, model), this.parts.classes.size);
  }

  /** The sequence's newest row has this label. @throws {RunError} if it is one class too many */
  label(index: number, text: string): void {
    const { classes, models, warmup } = this.parts;
    const { sequence, tracks } = this.states[index];
    const seen = classes.size; // no model could predict a class that comes now for the first time
    const label = classes.number(text);
    if (this.labels++ >= warmup && seen > 0) {
      for (let m = 0; m < models.length; m++) {
        const { probabilities } = tracks[m];
        this.predictedClasses[m] = likeliest(probabilities, seen);
        this.tallies[m].add(probabilities, this.predictedClasses[m], label);
      }
      this.listener?.(index, label, tracks, this.predictedClasses);
    }
    sequence.label(label);
    for (let m = 0; m < models.length; m++) models[m].learn(tracks[m]);
  }

  /** By model. */
  scores(): ClassScore[] {
    const { models, classes } = this.parts;
    return models.map(({ name }, m) => classScore(name, this.tallies[m], classes.texts));
  }

  /** Sequences are named as an engine's series are, so that `inspect` reads both. */
  persist(parent: Archive): void {
    const archive = parent.within("engine");
    const { encoder, classes, models } = this.parts;
    this.rows = archive.number("rows", this.rows);
    this.labels = archive.number("labels", this.labels);
    encoder.persist(archive.within("encoder"));
    classes.persist(archive.within("classes"));
    const count = archive.number("series", this.states.length);
    for (let i = 0; i < count; i++) {
      const key = archive.text(`key.${i}`, this.states[i]?.sequence.key ?? "");
      if (archive.restoring) this.open(key);
      this.states[i].sequence.persist(archive.within(`series.${i}`));
      this.states[i].scales.persist(archive.within(`scales.${i}`));
    }
    models.forEach((model, m) => {
      const part = archive.within(`model.${model.name}`);
      this.states.forEach(({ tracks }, i) => tracks[m].persist(part.within(`track.${i}`)));
      model.persist(part);
      this.tallies[m].persist(part.within("tally"));
    });
  }
}

function likeliest(probabilities: Float64Array, size: number): number {
  let best = size > 0 ? 0 : -1;
  for (let i = 1; i < size; i++) if (probabilities[i] > probabilities[best]) best = i;
  return best;
}
