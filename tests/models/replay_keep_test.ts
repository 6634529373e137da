import { assert, assertEquals } from "@std/assert";
import type { ModelEntry } from "../../src/models/entry.ts";
import { mlp } from "../../src/models/mlp.ts";
import { gru } from "../../src/models/recurrent_models.ts";
import type { Memory, Replay } from "../../src/models/replay.ts";
import { type Options, Troupe, walk } from "./troupe.ts";

/** What a model keeps for replay over some rows, and the number of rows there were at each. */
function kept(entry: unknown, options: Options, rows: number): { at: number[]; memories: Memory[] } {
  const troupe = new Troupe(entry as ModelEntry, { replay: 1, ...options });
  const at: number[] = [];
  const memories: Memory[] = [];
  const { replay } = troupe.forecaster as unknown as { replay: Replay };
  const keep = replay.keep.bind(replay);
  replay.keep = () => {
    at.push(troupe.series[0].rows);
    memories.push(keep());
    return memories[memories.length - 1];
  };
  troupe.steps(walk(rows, 4));
  return { at, memories };
}

Deno.test("RecurrentForecaster keeps a segment in every k2 rows, whatever the rows between its steps", () => {
  for (const [every, tbptt] of [[1, 8], [3, 8], [8, 8], [5, 8], [7, 8]]) {
    const { at } = kept(gru, { every, tbptt }, 400);
    assert(at.length >= 48 && at.length <= 50, `TBPTT(${every}, ${tbptt}) kept ${at.length}`);
  }
  assertEquals(kept(gru, { every: 20, tbptt: 8 }, 400).at.length, 20); // every step's
});

Deno.test("MlpForecaster keeps a window in every k2 rows, whatever the rows between its steps", () => {
  for (const [every, tbptt] of [[1, 8], [3, 8], [5, 8], [7, 8]]) {
    const { at } = kept(mlp, { every, tbptt, window: 4 }, 400);
    assert(at.length >= 48 && at.length <= 50, `TBPTT(${every}, ${tbptt}) kept ${at.length}`);
  }
});

Deno.test("MlpForecaster keeps only windows that its stride lets it learn, their labels known", () => {
  const rows = walk(400, 4);
  for (const stride of [3, 20]) {
    const troupe = new Troupe(mlp as unknown as ModelEntry, { replay: 1, tbptt: 8, window: 4, stride });
    const { replay } = troupe.forecaster as unknown as { replay: Replay };
    const keep = replay.keep.bind(replay);
    const seen = new Map<string, number>(); // the last inputs of a window → its last row's number, from 1
    const pending: Memory[] = [];
    const ends: number[] = [];
    replay.keep = () => {
      pending.push(keep());
      return pending[pending.length - 1];
    };
    for (const row of rows) {
      troupe.forecast([row]);
      const { inputs, rows: number } = troupe.series[0];
      seen.set(inputs.data.subarray(inputs.at(0), inputs.at(0) + inputs.width).join(), number);
      troupe.learn([row]);
      for (const memory of pending.splice(0)) {
        ends.push(seen.get(memory.inputs.subarray(-inputs.width).join()) ?? NaN);
        assertEquals(memory.known, 1);
      }
    }
    assert(ends.length > 15, `stride ${stride} kept ${ends.length}`);
    assert(ends.every((end) => end % stride === 0), `${ends}`);
  }
});
