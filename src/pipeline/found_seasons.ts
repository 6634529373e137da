import { periodWords, type Seasons } from "../series/seasons.ts";

/**
 * Seasons of a target that so many series have; where it is one, which, and at which of its rows they were
 * found.
 */
export interface FoundSeasons {
  readonly target: string;
  readonly periods: readonly number[];
  readonly series: number;
  readonly key?: string;
  readonly row?: number;
}

/** What seasons the series of a run have, the commonest of each target first. */
export function foundSeasons(
  targets: readonly string[],
  all: readonly { readonly key: string; readonly seasons: Seasons | undefined }[],
): FoundSeasons[] {
  return targets.flatMap((target, k) => {
    const groups = new Map<string, FoundSeasons>();
    for (const { key, seasons } of all) {
      const finder = seasons?.finders[k];
      if (finder === undefined || !finder.any) continue;
      const periods = [...finder.periods].filter((period) => period > 0);
      const before = groups.get(periods.join())?.series ?? 0;
      const alone = before === 0 ? { key, row: finder.foundAt } : {};
      groups.set(periods.join(), { target, periods, series: before + 1, ...alone });
    }
    return [...groups.values()].sort((a, b) => b.series - a.series);
  });
}

/** Targets whose seasons are told at the end, at most. */
const TOLD = 5;

/** The commonest season of each target in words. @param series how many there are */
export function seasonWords(found: readonly FoundSeasons[], series: number): string[] {
  const commonest = found.filter(({ target }, i) => i === 0 || found[i - 1].target !== target);
  const lines = commonest.slice(0, TOLD).map(({ target, periods, series: having, row }) => {
    const where = series > 1 ? `, in ${having} of ${series} series` : `, known since row ${row}`;
    return `Season of "${target}": ${periodWords(periods)}${where}.`;
  });
  const more = commonest.length - TOLD;
  return more > 0 ? [...lines, `Seasons of ${more} more targets are in the summary.`] : lines;
}
