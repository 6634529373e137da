import { assert, assertEquals } from "@std/assert";
import type { Forecaster } from "../../src/models/forecaster.ts";
import type { NetworkForecaster, NetworkTrack, OnlineNetwork } from "../../src/models/network_forecaster.ts";
import type { PastSegment } from "../../src/models/past_segments.ts";
import { MODELS } from "../../src/models/registry.ts";
import { walk } from "./made_series.ts";
import { type Entry, ModelDriver, type Options } from "./model_driver.ts";

const NETWORKS = Object.entries(MODELS).flatMap(([name, entry]): [string, Entry][] =>
  entry.kind === "network" ? [[name, entry]] : []
);
const SMALL: Options = { hidden: 2, window: 4, rate: 0.01, anneal: 9 };

type Network = NetworkForecaster<NetworkTrack, OnlineNetwork>;

/** What a model keeps for replay, in the order of its keeping, and the rows there were. */
interface Kept {
  readonly at: number;
  readonly segment: PastSegment;
}

/** Reports what a model keeps from now on. */
function watch({ online: { past } }: Network, rows: () => number): Kept[] {
  const kept: Kept[] = [];
  const keep = past!.keep.bind(past);
  past!.keep = (series) => {
    const segment = keep(series);
    kept.push({ at: rows(), segment });
    return segment;
  };
  return kept;
}

function keptBy(entry: Entry, options: Options, rows: number): Kept[] {
  const driver = new ModelDriver<Network & Forecaster>(entry, { ...SMALL, replay: 1, ...options });
  const kept = watch(driver.forecaster, () => driver.series[0].rows);
  driver.steps(walk(rows, 4));
  return kept;
}

for (const [name, entry] of NETWORKS) {
  Deno.test(`${name}: keeps one segment of every k2 rows for replay, whatever batch, k1 and stride`, () => {
    const tbptt = 8;
    for (const batch of [1, 2, 3, 8]) {
      for (const every of [1, 3, 5, 8, 20]) {
        for (const stride of [1, 3, 6]) {
          if (stride > 1 && !("stride" in entry.options)) continue;
          const kept = keptBy(entry, { tbptt, batch, every, stride }, 200);
          const between = Math.max(tbptt, batch * every); // rows from one to the next
          const of = `batch ${batch}, every ${every}, stride ${stride}: ${kept.map(({ at }) => at)}`;
          const expected = 200 / between;
          assert(kept.length <= expected && kept.length >= expected - 3, of);
        }
      }
    }
  });

  Deno.test(`${name}: replay changes what is learned, whatever batch, k1 and stride`, () => {
    const rows = walk(120, 5);
    for (const [batch, every, stride] of [[1, 1, 1], [2, 1, 1], [4, 1, 2], [2, 3, 1], [3, 2, 2], [6, 4, 1]]) {
      const run = (replay: number) => {
        const options = { tbptt: 4, batch, every, stride, replay };
        return new ModelDriver(entry, { ...SMALL, ...options }).steps(rows);
      };
      const [plain, replayed] = [run(0), run(3)];
      assert(replayed.flat().every(Number.isFinite));
      assert(`${replayed.slice(60)}` !== `${plain.slice(60)}`, `batch ${batch}, every ${every}`);
    }
  });
}

for (const [name, entry] of NETWORKS.filter(([, { options }]) => "stride" in options)) {
  Deno.test(`${name}: keeps only windows that its stride lets it learn, their labels known`, () => {
    for (const stride of [3, 20]) {
      const options = { ...SMALL, replay: 1, tbptt: 8, stride };
      const driver = new ModelDriver<Network & Forecaster>(entry, options);
      const kept = watch(driver.forecaster, () => driver.series[0].rows);
      const seen = new Map<string, number>(); // the last inputs of a window → its last row's number, from 1
      const ends: number[] = [];
      for (const row of walk(400, 4)) {
        driver.forecast([row]);
        const { inputs, rows: number } = driver.series[0];
        seen.set(inputs.data.subarray(inputs.at(0), inputs.at(0) + inputs.width).join(), number);
        driver.learn([row]);
        for (const { segment } of kept.splice(0)) {
          ends.push(seen.get(segment.inputs.subarray(-inputs.width).join()) ?? NaN);
          assertEquals(segment.known, 1);
        }
      }
      assert(ends.length > 15, `stride ${stride} kept ${ends.length}`);
      assert(ends.every((end) => end % stride === 0), `${ends}`);
    }
  });
}
