import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { readOptions } from "../../src/base/options.ts";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { ModelEntry } from "../../src/models/entry.ts";
import { mlp } from "../../src/models/mlp.ts";
import { lstm } from "../../src/models/recurrent_models.ts";
import { seriesLayout } from "../../src/series/layout.ts";
import { Series } from "../../src/series/series.ts";

/** Rows of two noisy columns, one forecast `rows` at a time; a run that can be saved between them. */
class Run {
  readonly forecaster;
  private readonly series;
  private readonly track;
  private readonly random = new Random(5);
  private at = 0;

  constructor(entry: ModelEntry, given: Record<string, string>) {
    const layout = seriesLayout({
      targets: ["a"],
      features: ["b"],
      horizons: [1, 3],
      timeKind: "row",
      calendar: "auto",
      transform: "diff",
    });
    const options = readOptions("model", entry.options, new Map(Object.entries(given)));
    this.forecaster = entry.create("model", options, { layout, seed: 1, kernels: createReference() });
    this.series = new Series("", 0, layout, this.forecaster.lookback);
    this.track = this.forecaster.open(this.series);
  }

  next(rows: number): number[] {
    const said: number[] = [];
    for (let i = 0; i < rows; i++, this.at++) {
      const a = Math.sin(this.at / 3) + 0.1 * this.random.normal();
      this.series.append(Float64Array.of(a, this.random.normal()), this.at, this.at);
      this.forecaster.forecast([this.track]);
      said.push(...this.track.forecast);
      this.forecaster.learn([this.track]);
    }
    return said;
  }

  persist(archive: MemoryArchive): void {
    this.series.persist(archive.within("series"));
    this.track.persist(archive.within("track"));
    this.forecaster.persist(archive.within("model"));
    this.random.persist(archive.within("random"));
    this.at = archive.number("at", this.at);
  }
}

// deno-lint-ignore no-explicit-any -- entries differ in their options
for (const [name, entry] of Object.entries({ lstm, mlp } as Record<string, ModelEntry<any>>)) {
  const options = { hidden: "6", tbptt: "4", ...(name === "mlp" ? { window: "5" } : {}) };

  Deno.test(`${name}(replay=3) learns from past segments too, and continues bit for bit`, () => {
    const plain = new Run(entry, options).next(60);
    const one = new Run(entry, { ...options, replay: "3" });
    const before = one.next(60);
    assertNotEquals(before, plain);
    assert(before.every(Number.isFinite));
    const saved = new MemoryArchive();
    one.persist(saved);
    const other = new Run(entry, { ...options, replay: "3" });
    other.persist(saved.reopened());
    assertEquals(other.next(40), one.next(40));
  });

  Deno.test(`${name}(replay=0) draws nothing`, () => {
    assertEquals(new Run(entry, { ...options, replay: "0" }).next(60), new Run(entry, options).next(60));
  });
}
