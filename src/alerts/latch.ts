import type { Archive, Persistent } from "../base/archive.ts";

/** What a row did to an alarm. */
export type Switched = "on" | "off" | undefined;

const FOR = 1;
const AGAINST = 2;

/**
 * An alarm that k of the last n rows switch on and k of the last n switch off, so that one odd row does neither. Rows count
 * afresh after every switch.
 *
 * Memory: n bytes. Cost: O(1).
 */
export class Latch implements Persistent {
  isOn = false;
  /** What the last n rows said, their number modulo n being their place. */
  private readonly votes: Uint8Array;
  private rows = 0;
  private votesFor = 0;
  private votesAgainst = 0;

  constructor(private readonly k: number, n: number) {
    this.votes = new Uint8Array(n);
  }

  /** Takes in a row: whether it speaks for the alarm, or against it; neither is possible. */
  update(speaksFor: boolean, speaksAgainst: boolean): Switched {
    const { votes, k } = this;
    const place = this.rows++ % votes.length;
    this.count(votes[place], -1);
    votes[place] = speaksFor ? FOR : speaksAgainst ? AGAINST : 0;
    this.count(votes[place], 1);
    if ((this.isOn ? this.votesAgainst : this.votesFor) < k) return undefined;
    this.isOn = !this.isOn;
    votes.fill(0);
    this.votesFor = this.votesAgainst = 0;
    return this.isOn ? "on" : "off";
  }

  private count(vote: number, by: number): void {
    if (vote === FOR) this.votesFor += by;
    else if (vote === AGAINST) this.votesAgainst += by;
  }

  persist(archive: Archive): void {
    this.isOn = archive.number("isOn", this.isOn ? 1 : 0) === 1;
    this.rows = archive.number("rows", this.rows);
    this.votesFor = archive.number("for", this.votesFor);
    this.votesAgainst = archive.number("against", this.votesAgainst);
    archive.array("votes", this.votes);
  }
}
