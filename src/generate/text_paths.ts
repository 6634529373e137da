import type { MemoryArchive } from "../base/archive.ts";
import type { Random } from "../base/random.ts";
import type { Classifier } from "../classify/classifier.ts";
import { type Encoder, OwnScales } from "../classify/encoder.ts";
import { Sequence } from "../classify/sequence.ts";
import type { Vocabulary } from "../classify/vocabulary.ts";
import { drawClass } from "./temperature.ts";

/** What texts are sampled from: a model of the next text, as it is. */
export interface TextSource {
  readonly model: Classifier;
  readonly encoder: Encoder;
  readonly characters: Vocabulary;
  /** A classification's state: of its sequences and tracks the paths are copies. */
  readonly saved: MemoryArchive;
}

/**
 * One sampled continuation of a sequence: each text is drawn from what the model says comes next and fed back
 * as the next row; nothing is learned from it. Numeric columns are missing in those rows.
 */
export function sampleText(
  { model, encoder, characters, saved }: TextSource,
  index: number,
  steps: number,
  temperature: number,
  random: Random,
): string[] {
  const archive = saved.reopened().within("engine");
  const sequence = new Sequence("", index, encoder.width);
  sequence.persist(archive.within(`series.${index}`));
  const track = model.open(sequence);
  track.persist(archive.within(`model.${model.name}`).within(`track.${index}`));
  const scales = new OwnScales(encoder.columns);
  const missing = new Float64Array(encoder.columns).fill(NaN);
  const out: string[] = [];
  for (let step = 0; step < steps; step++) {
    const text = characters.texts[drawClass(track.probabilities, characters.size, temperature, random)];
    out.push(text);
    encoder.encode(missing, text, scales, sequence.append());
    model.predict(track);
    sequence.release(track.oldest);
  }
  return out;
}
