import { UsageError } from "../base/errors.ts";
import { MINUTE } from "./time_parser.ts";

const HOUR = 60 * MINUTE;
/** No zone leaps further than this. */
const FARTHEST_LEAP = 26 * HOUR;
const MICRO = 1000;

/**
 * A zone of the IANA database: the wall clock's time into UTC, and back.
 *
 * Between two changes of its offset a zone is one number, which is kept: only near a change is `Temporal` asked. Cost: some
 * comparisons; some microseconds within a day of a change.
 */
export class TimeZone {
  /** The stretch of UTC, in ms, that has one offset, in ms. */
  private from = Infinity;
  private until = -Infinity;
  private offset = 0;

  /** @throws {RangeError} if there is no such zone */
  constructor(readonly name: string) {
    this.look(0);
  }

  /**
   * UTC of the wall clock's time. Of an hour that comes twice, the first passage, unless that lies before `after`, or at it
   * with `isLater`: then the second. An hour that never comes is as long after the change as it says it is.
   */
  utc(wall: number, after: number = -Infinity): number {
    const usual = wall - this.offset;
    if (usual - this.from > FARTHEST_LEAP && this.until - usual > FARTHEST_LEAP) return usual;
    const first = this.passage(wall, "earlier");
    if (first >= after) return first;
    const second = this.passage(wall, "later");
    return second - first <= FARTHEST_LEAP && this.isTwice(first, second) ? second : first;
  }

  /** UTC of the second passage of a wall clock's time that comes twice; NaN if it comes once. */
  secondPassage(wall: number): number {
    const usual = wall - this.offset;
    if (usual - this.from > FARTHEST_LEAP && this.until - usual > FARTHEST_LEAP) return NaN;
    const [first, second] = [this.passage(wall, "earlier"), this.passage(wall, "later")];
    return this.isTwice(first, second) ? second : NaN;
  }

  /** Minutes that the wall clock is ahead of UTC. */
  minutesAhead(utc: number): number {
    if (utc < this.from || utc >= this.until) this.look(utc);
    return this.offset / MINUTE;
  }

  /** Whether both passages show the same wall clock: not so for an hour that never comes. */
  private isTwice(first: number, second: number): boolean {
    return second > first &&
      first + MINUTE * this.minutesAhead(first) === second + MINUTE * this.minutesAhead(second);
  }

  private passage(wall: number, which: "earlier" | "later"): number {
    const whole = Math.floor(wall);
    const plain = Temporal.Instant.fromEpochMilliseconds(whole).toZonedDateTimeISO("UTC").toPlainDateTime();
    // "later" in a gap is what "compatible" does; "earlier" is wanted where there are two.
    const both = plain.toZonedDateTime(this.name, { disambiguation: which });
    const shown = both.toPlainDateTime();
    const instant = Temporal.PlainDateTime.compare(shown, plain) === 0
      ? both
      : plain.toZonedDateTime(this.name, { disambiguation: "compatible" });
    const utc = instant.epochMilliseconds;
    if (utc < this.from || utc >= this.until) this.look(utc);
    return utc + (wall - whole);
  }

  /** Finds the stretch that holds this moment. */
  private look(utc: number): void {
    const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(utc)).toZonedDateTimeISO(this.name);
    this.offset = at.offsetNanoseconds / (MICRO * MICRO);
    // A change at this very moment belongs to it, so the one before is asked for a moment later.
    const later = at.add({ milliseconds: 1 });
    this.from = later.getTimeZoneTransition("previous")?.epochMilliseconds ?? -Infinity;
    this.until = at.getTimeZoneTransition("next")?.epochMilliseconds ?? Infinity;
  }
}

/** The zone that `--timezone` names; undefined for UTC. @throws {UsageError} if there is no such zone */
export function zoneOf(name: string | undefined): TimeZone | undefined {
  if (name === undefined || name === "UTC") return undefined;
  try {
    return new TimeZone(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `Cannot set --timezone to "${name}": expected a zone of the IANA database such as Europe/Berlin`,
    );
  }
}
