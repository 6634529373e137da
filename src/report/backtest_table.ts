import type { Score } from "../evaluation/metrics.ts";
import type { PageTable } from "./page_parts.ts";

/** Whether the intervals hold what they promise: coverage, the two tests, and where actuals lay (PIT), for every model and level. */
export function backtestTable(scores: readonly Score[], level: number): PageTable {
  const known = scores.filter(({ pit }) => pit !== undefined);
  const bins = known[0]?.pit ?? [];
  return {
    caption:
      "Tests of the intervals: p below 0.05 speaks against them. Shares by where values lay in their distributions",
    columns: [
      ...["model", "target", "horizon", "level", "coverage", "Kupiec p", "Christoffersen p"],
      ...bins.map(({ from, to }) => `${percent(from)}–${percent(to)}`),
    ],
    rows: known.flatMap(({ model, target, horizon, pit = [], levels, ...score }) =>
      (levels ?? [{ level, ...score }]).map((of, i) => [
        ...[model, target, String(horizon), percent(of.level), percent(of.coverage)],
        ...[of.kupiecPValue, of.christoffersenPValue].map((p) => Number.isFinite(p) ? p.toFixed(3) : "–"),
        ...pit.map(({ share }) => i === 0 ? percent(share) : ""),
      ])
    ),
    isFolded: true,
  };
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${Number((100 * share).toFixed(1))} %` : "–";
}
