import type { Random } from "../base/random.ts";

/** Kinds of a bracket's row: "(" and ")". */
export const BRACKETS = 2;
/** Whether every ")" closes a "(" before it. */
export const CLASSES = ["unbalanced", "balanced"] as const;

/**
 * Sequences of brackets, longest first, each with as many "(" as ")": only their order tells whether they
 * balance.
 */
export interface BracketBatch {
  /** (0: "(", 1: ")") by sequence. */
  readonly sequences: readonly Uint8Array[];
  readonly lengths: readonly number[];
  /** Places in `CLASSES`. */
  readonly labels: readonly number[];
}

/** Draws sequences of 2 to 2 · `mostPairs` brackets, half of them balanced. */
export function drawBrackets(random: Random, batch: number, mostPairs: number): BracketBatch {
  const sequences = Array.from({ length: batch }, (_, b) => {
    const pairs = 1 + random.below(mostPairs);
    return b % 2 === 0 ? balanced(random, pairs) : unbalanced(random, pairs);
  });
  sequences.sort((a, b) => b.length - a.length);
  return {
    sequences,
    lengths: sequences.map(({ length }) => length),
    labels: sequences.map((sequence) => isBalanced(sequence) ? 1 : 0),
  };
}

/**
 * A shuffled sequence, turned round its lowest point: the cycle lemma (Dvoretzky & Motzkin 1947) makes that
 * balanced.
 */
function balanced(random: Random, pairs: number): Uint8Array {
  const sequence = shuffled(random, pairs);
  let [depth, lowest, at] = [0, 0, 0];
  sequence.forEach((bracket, i) => {
    depth += bracket === 0 ? 1 : -1;
    if (depth < lowest) [lowest, at] = [depth, i + 1];
  });
  return Uint8Array.from(sequence, (_, i) => sequence[(at + i) % sequence.length]);
}

/**
 * A balanced sequence with one "(" and one ")" that have changed places, so that it is not: hardly to be told
 * apart.
 */
function unbalanced(random: Random, pairs: number): Uint8Array {
  const sequence = balanced(random, pairs);
  for (;;) {
    const [i, j] = [random.below(sequence.length), random.below(sequence.length)];
    const changed = sequence.slice();
    [changed[i], changed[j]] = [sequence[j], sequence[i]];
    if (!isBalanced(changed)) return changed;
  }
}

function shuffled(random: Random, pairs: number): Uint8Array {
  const sequence = Uint8Array.from({ length: 2 * pairs }, (_, i) => i % 2);
  for (let i = sequence.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [sequence[i], sequence[j]] = [sequence[j], sequence[i]];
  }
  return sequence;
}

function isBalanced(sequence: Uint8Array): boolean {
  let depth = 0;
  for (const bracket of sequence) {
    depth += bracket === 0 ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
