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

const KEYS = ["a", "b", "c"];

function begin(...spies: Spy[]): { engine: Engine; append: (series: number, y?: number) => void } {
  const engine = new Engine(layout, spies);
  let time = 0;
  const append = (series: number, y = 0) =>
    engine.accept({ series, time: time++, offset: 0, values: Float64Array.of(y, -1) }, KEYS);
  return { engine, append };
}

Deno.test("Engine.forecast() asks for what has no forecast yet, learn() for the whole cohort, once", () => {
  const spy = new Spy("spy");
  const { engine, append } = begin(spy);
  append(1);
  append(0);
  spy.calls.length = 0;
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

Deno.test("Engine.accept() closes a cohort before a second row of a series, and says so", () => {
  const spy = new Spy("spy");
  const told: string[] = [];
  const engine = new Engine(layout, [spy], undefined, {
    onSeries: (key) => told.push(`series ${key}`),
    onClosing: () => told.push(`closing ${spy.calls.at(-1)}`),
  });
  const accept = (series: number, known?: number) =>
    engine.accept({ series, time: 1, offset: 0, values: Float64Array.of(1, 1) }, KEYS, known);
  accept(0, 1);
  accept(1, 2);
  assertEquals(engine.cohortSize, 2);
  accept(0);
  assertEquals(engine.cohortSize, 1);
  assertEquals(told, ["series a", "series b", "series c", "closing forecast a,b"]);
  assertEquals(spy.calls.at(-1), "learn a,b");
});

Deno.test("Engine.accept() opens series; each model is told of those that stand before it", () => {
  const spies = [new Spy("first"), new Spy("second"), new Spy("third")];
  const { engine } = begin(...spies);
  engine.accept({ series: 0, time: 0, offset: 0, values: Float64Array.of(1, 1) }, ["a"]);
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
  const { append } = begin(far, wide);
  wide.forecast = () => {};
  far.open = (series) => {
    reads.push(series.inputs.keep, series.labels.keep, series.working.keep);
    return { forecast: new Float64Array(2), persist() {} };
  };
  append(0);
  assertEquals(reads.slice(0, 3), [40, 40, 50]);
});

Deno.test("Engine continues from an archive with its series and its open cohort", () => {
  const { engine, append } = begin(new Spy("spy"));
  append(2);
  append(0);
  engine.forecast();
  append(1, 9);
  const archive = new MemoryArchive();
  engine.persist(archive);

  const spy = new Spy("spy");
  const restored = new Engine(layout, [spy]);
  restored.persist(archive.reopened());
  assertEquals([restored.keys, restored.cohortSize], [KEYS, 3]);
  spy.calls.length = 0;
  restored.forecast();
  restored.learn();
  assertEquals(spy.calls, ["forecast b", "learn c,a,b"]);
  const out = new Float64Array(2);
  restored.read(1, out);
  assertEquals([[...out], [...restored.last(1)]], [[1, 1], [9]]);
});
