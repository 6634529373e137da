import { assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import type { Forecaster, Track } from "../../src/models/forecaster.ts";
import { Engine } from "../../src/pipeline/engine.ts";
import { seriesLayout } from "../../src/series/layout.ts";
import type { Series } from "../../src/series/series.ts";

/** A model that writes down what is asked of it; its forecast is the series' number and its rows. */
class Spy implements Forecaster {
  readonly calls: string[] = [];
  /** Of all its tracks. */
  spread: Float64Array | undefined;
  private readonly series = new Map<Track, Series>();

  constructor(readonly name: string, readonly lookback = { rows: 1, values: 1 }) {}

  open(series: Series, earlier?: ReadonlyMap<string, Track>): Track {
    const track: Track = {
      forecast: new Float64Array(series.layout.labelCount),
      spread: this.spread,
      persist: (archive) => archive.array("forecast", track.forecast),
    };
    this.series.set(track, series);
    this.calls.push(`open ${series.key} after ${[...earlier?.keys() ?? []]}`);
    return track;
  }

  forecast(tracks: readonly Track[]): void {
    for (const track of tracks) {
      const { index, rows } = this.series.get(track)!;
      track.forecast.set([index, rows]);
    }
    this.calls.push(`forecast ${this.keys(tracks)}`);
  }

  learn(tracks: readonly Track[]): void {
    this.calls.push(`learn ${this.keys(tracks)}`);
  }

  private keys(tracks: readonly Track[]): string[] {
    return tracks.map((track) => this.series.get(track)!.key);
  }

  report(): Record<string, number> {
    return {};
  }

  persist(): void {}
}

const layout = seriesLayout({
  targets: ["y"],
  features: ["x"],
  horizons: [1, 2],
  timeKind: "row",
  calendar: [],
  transform: "diff",
});

function begin(...spies: Spy[]): { engine: Engine; append: (series: number, y?: number) => void } {
  const engine = new Engine(layout, spies);
  let time = 0;
  return { engine, append: (series, y = 0) => engine.append(series, Float64Array.of(y, -1), time++, 0) };
}

Deno.test("Engine.forecast() asks for what has no forecast yet, learn() for the whole cohort, once", () => {
  const spy = new Spy("spy");
  const { engine, append } = begin(spy);
  for (const key of ["a", "b", "c"]) engine.open(key);
  spy.calls.length = 0;
  append(1);
  append(0);
  engine.forecast();
  engine.forecast();
  append(2);
  engine.forecast();
  engine.learn();
  engine.learn();
  append(0);
  engine.forecast();
  engine.learn();
  assertEquals(spy.calls, ["forecast b,a", "forecast c", "learn b,a,c", "forecast a", "learn a"]);
});

Deno.test("Engine.open() tells each model of those that stand before it", () => {
  const spies = [new Spy("first"), new Spy("second"), new Spy("third")];
  begin(...spies).engine.open("a");
  assertEquals(spies.map(({ calls }) => calls), [
    ["open a after "],
    ["open a after first"],
    ["open a after first,second"],
  ]);
});

Deno.test("Engine.read() gives the newest forecasts and spreads of all models, last() the last values of the targets", () => {
  const spies = [new Spy("first"), new Spy("second")];
  spies[1].spread = Float64Array.of(0.5, 2);
  const { engine, append } = begin(...spies);
  engine.open("a");
  engine.open("b");
  append(1, 7);
  append(0, 5);
  engine.forecast();
  engine.learn();
  append(1, NaN);
  engine.forecast();
  const [out, spreads] = [new Float64Array(4), new Float64Array(4)];
  engine.read(1, out);
  assertEquals([...out], [1, 2, 1, 2]);
  engine.read(0, out, spreads);
  assertEquals([...out], [0, 1, 0, 1]);
  assertEquals([...spreads], [NaN, NaN, 0.5, 2]);
  assertEquals([[...engine.last(0)], [...engine.last(1)]], [[5], [7]]);
});

Deno.test("Engine keeps of each series as much as the model that asks for most", () => {
  const reads: number[] = [];
  const far = new Spy("far", { rows: 3, values: 50 });
  const wide = new Spy("wide", { rows: 40, values: 1 });
  const { engine, append } = begin(far, wide);
  wide.forecast = () => {};
  far.open = (series) => {
    reads.push(series.inputs.keep, series.labels.keep, series.working.keep);
    return { forecast: new Float64Array(2), persist() {} };
  };
  engine.open("a");
  append(0);
  assertEquals(reads, [40, 40, 50]);
});

Deno.test("Engine continues from an archive with its series and its open cohort", () => {
  const { engine, append } = begin(new Spy("spy"));
  for (const key of ["a", "b", "c"]) engine.open(key);
  append(2);
  append(0);
  engine.forecast();
  append(1, 9);
  const archive = new MemoryArchive();
  engine.persist(archive);

  const spy = new Spy("spy");
  const restored = new Engine(layout, [spy]);
  restored.persist(archive.reopened());
  assertEquals([restored.keys, [...restored.openCohort]], [["a", "b", "c"], [2, 0, 1]]);
  spy.calls.length = 0;
  restored.forecast();
  restored.learn();
  assertEquals(spy.calls, ["forecast b", "learn c,a,b"]);
  const out = new Float64Array(2);
  restored.read(1, out);
  assertEquals([[...out], [...restored.last(1)]], [[1, 1], [9]]);
});
