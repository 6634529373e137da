import type { Archive, Persistent } from "../base/archive.ts";

/** What became of a rule's alarms, over all series. */
const SUMS = ["alarms", "falseAlarms", "noticed", "foretold", "leads", "leadRows", "leadTime"] as const;

/** Alarms and false ones; episodes that an alarm noticed, and foretold; and by how much, summed over `leads` of them. */
export type AlarmSums = Record<(typeof SUMS)[number], number>;

/** The sums of `AlarmRecord`s, over all series. */
export function newSums(): AlarmSums {
  return Object.fromEntries(SUMS.map((name) => [name, 0])) as AlarmSums;
}

/** Saves or restores sums. */
export function persistSums(sums: AlarmSums, archive: Archive): void {
  for (const name of SUMS) sums[name] = archive.number(name, sums[name]);
}

/** A row as a record judges by it. */
export interface JudgedRow {
  /** The row's number in its series, and its time. */
  readonly row: number;
  readonly time: number;
  /** Rows within which an alarm claims that an episode begins. */
  readonly reach: number;
  /** Whether an episode is on, the row included; and whether it begins here. */
  readonly episode: boolean;
  readonly begins: boolean;
}

/**
 * Judges the alarms of one series by the episodes that came:
 *
 * - an alarm foretells an episode that begins while it is on, or within its reach; by so much as it came on earlier;
 * - it notices an episode that it is on in, be it late;
 * - it is false if within its reach no episode is on. One that went off and comes on again within its reach is the same.
 *
 * What is undecided when the input ends counts for neither. Memory: six numbers. Cost: O(1).
 */
export class AlarmRecord implements Persistent {
  private isOn = false;
  /** An alarm that is neither right nor false yet, and since which row and time. */
  private isOpen = false;
  private sinceRow = 0;
  private sinceTime = 0;
  private isNoticed = false;

  constructor(private readonly sums: AlarmSums) {}

  /** Takes in a row, and whether the alarm is on after it. */
  update({ row, time, reach, episode, begins }: JudgedRow, isOn: boolean): void {
    const { sums } = this;
    if (begins) this.begin(row, time);
    if (isOn && !this.isOn && !this.isOpen) {
      sums.alarms++;
      this.isOpen = !episode;
      this.sinceRow = row;
      this.sinceTime = time;
    }
    if (isOn && episode) this.notice();
    if (this.isOpen && row - this.sinceRow >= reach) {
      sums.falseAlarms++;
      this.isOpen = false;
    }
    this.isOn = isOn;
  }

  private begin(row: number, time: number): void {
    const { sums } = this;
    this.isNoticed = false;
    if (this.isOpen || this.isOn) {
      sums.foretold++;
      this.notice();
    }
    if (!this.isOpen) return;
    this.isOpen = false;
    sums.leads++;
    sums.leadRows += row - this.sinceRow;
    sums.leadTime += time - this.sinceTime;
  }

  private notice(): void {
    if (!this.isNoticed) this.sums.noticed++;
    this.isNoticed = true;
  }

  persist(archive: Archive): void {
    this.isOn = archive.number("isOn", this.isOn ? 1 : 0) === 1;
    this.isOpen = archive.number("isOpen", this.isOpen ? 1 : 0) === 1;
    this.sinceRow = archive.number("sinceRow", this.sinceRow);
    this.sinceTime = archive.number("sinceTime", this.sinceTime);
    this.isNoticed = archive.number("isNoticed", this.isNoticed ? 1 : 0) === 1;
  }
}
