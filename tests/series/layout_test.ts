import { assertEquals } from "@std/assert";
import { seriesLayout } from "../../src/series/layout.ts";

const run = { targets: ["close"], features: ["volume"], horizons: [1, 5], transform: "auto" };

Deno.test("seriesLayout() counts what a row gives the networks: three per column, the gap, a pair per cycle", () => {
  const plain = seriesLayout({ ...run, timeKind: "row", calendar: "auto" });
  assertEquals([plain.inputCount, plain.labelCount, plain.timed], [6, 2, false]);
  const timed = seriesLayout({ ...run, timeKind: "date", calendar: "auto" });
  assertEquals([timed.inputCount, timed.labelCount, timed.timed], [6 + 1 + 4, 2, true]);
  assertEquals(seriesLayout({ ...run, timeKind: "number", calendar: [] }).inputCount, 7);
});

Deno.test("seriesLayout() puts targets first and gives each column its own transform", () => {
  const { columns, transforms } = seriesLayout({ ...run, timeKind: "row", calendar: [] });
  assertEquals(columns, ["close", "volume"]);
  assertEquals(transforms, ["log-return", "diff"]);
});

Deno.test("seriesLayout() adds a column for each known column and horizon, transformed as the column itself is", () => {
  const known = ["volume", "price"];
  const features = ["volume", "price"];
  const layout = seriesLayout({ ...run, features, known, timeKind: "row", calendar: [] });
  assertEquals(layout.columns.slice(layout.ownCount), [
    ...["volume[t+1]", "volume[t+5]"],
    ...["price[t+1]", "price[t+5]"],
  ]);
  assertEquals(layout.transforms, [
    ...["log-return", "diff", "log-return"] as const,
    ...["diff", "diff", "log-return", "log-return"] as const,
  ]);
  assertEquals(layout.inputCount, 3 * 7);
});
