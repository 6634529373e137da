import { COLOURS, GREY } from "./palette.ts";

/** How a model's lines look, on every page the same. */
export interface ModelLook {
  readonly colour: number;
  readonly stroke: "solid" | "dashed" | "dots";
}

/** One colour for each kind of model; the baselines that look at nothing are grey. */
const KINDS: Readonly<Record<string, number>> = {
  lstm: 0,
  ar: 1,
  gru: 2,
  ensemble: 3,
  ewma: 4,
  mlp: 5,
  seasonal: 6,
  naive: GREY,
  majority: GREY,
  attention: 8,
  rnn: 9,
  last: 9,
  seq2seq: 10,
  grud: 11,
};

const STROKES = ["solid", "dashed", "dots"] as const;

/** The looks of models by their kinds: a second one of a kind has its colour, and another stroke. */
export function modelLooks(kinds: readonly string[]): ModelLook[] {
  return kinds.map((kind, i) => {
    const before = kinds.slice(0, i).filter((other) => other === kind).length;
    return { colour: colourOf(kind), stroke: STROKES[before % STROKES.length] };
  });
}

/** A kind that is not in the table has some colour that is not grey, by its name alone. */
function colourOf(kind: string): number {
  const known = KINDS[kind];
  if (known !== undefined) return known;
  const sum = [...kind].reduce((sum, character) => sum + character.codePointAt(0)!, 0);
  return (GREY + 1 + sum % (COLOURS - 1)) % COLOURS;
}
