/** A model to be given to a worker. */
export interface Task {
  readonly name: string;
  /** The model that it reads forecasts of, if any: the two stay together. */
  readonly reads: string;
  /** Work per row, in any unit. */
  readonly cost: number;
}

/**
 * Divides models among at most so many workers, as evenly as their costs allow: the most costly first, each
 * to who has least to do (Graham 1969: never more than a third above the best division). What reads another's
 * forecasts goes where that is.
 *
 * Places of the tasks by worker, ascending; no worker is idle.
 */
export function divide(tasks: readonly Task[], workers: number): number[][] {
  const loads: { cost: number; places: number[] }[] = [];
  for (const group of groups(tasks).sort((a, b) => b.cost - a.cost)) {
    if (loads.length < workers) loads.push(group);
    else {
      const least = loads.reduce((a, b) => b.cost < a.cost ? b : a);
      least.cost += group.cost;
      least.places.push(...group.places);
    }
  }
  return loads.map(({ places }) => places.sort((a, b) => a - b));
}

/** Models that read each other's forecasts are one group. */
function groups(tasks: readonly Task[]): { cost: number; places: number[] }[] {
  const byName = new Map<string, { cost: number; places: number[] }>();
  tasks.forEach(({ name, reads, cost }, place) => {
    const group = byName.get(reads) ?? { cost: 0, places: [] };
    group.cost += cost;
    group.places.push(place);
    byName.set(name, group);
  });
  return [...new Set(byName.values())];
}
