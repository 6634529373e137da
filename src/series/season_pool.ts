/** Values that a column must have had before its lack of a season counts. */
const HEARD = 30;

/**
 * What seasons the columns of all series of a run have, so that one takes up what most of the others have: a
 * hundred shops keep the same week. Not saved: it is what the series say when they are restored.
 */
export class SeasonPool {
  /** Columns that have been heard, by the rows in their first season; 0: they have none. */
  private readonly counts = new Map<number, number>();
  private heard = 0;

  /**
   * A column with so many values has this season now, and had that one before; undefined: it was not counted.
   */
  move(values: number, before: number | undefined, now: number): number | undefined {
    if (before === undefined && values < HEARD && now === 0) return undefined;
    if (before === now) return now;
    this.leave(before);
    this.counts.set(now, (this.counts.get(now) ?? 0) + 1);
    this.heard++;
    return now;
  }

  /** A column that was counted with this season is no more. */
  leave(season: number | undefined): void {
    if (season === undefined) return;
    this.counts.set(season, this.counts.get(season)! - 1);
    this.heard--;
  }

  /** The season that more than half of the columns heard have, of at least three; 0: none. */
  common(): number {
    if (this.heard < 3) return 0;
    for (const [season, count] of this.counts) if (season > 0 && 2 * count > this.heard) return season;
    return 0;
  }
}
