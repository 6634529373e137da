import type { Kernels } from "../kernels/kernels.ts";
import { copyInputs, type RecurrentTrack, type UnrolledNetwork } from "./recurrent_track.ts";

/**
 * The rows of one series' next segment that its forecasts have put into the network already. A forecast's
 * step is computed where the segment's own step would be, from the same state with the same weights, so
 * inputs, gates, states and outputs stand there as the segment's run would leave them, to the bit. A gradient
 * step need then not run them again.
 *
 * That is so for as long as the weights stay: for segments that begin after the gradient step before,
 * `--update-every` at least `--tbptt` and a row for each step ahead, and for one series at a time. Everything
 * else `close`s it.
 */
export class OpenSegment {
  private track: RecurrentTrack | undefined;
  private rows = 0;
  private readonly lengths = new Int32Array(1);

  /** @param longest rows of a segment at most */
  constructor(
    private readonly kernels: Kernels,
    private readonly network: UnrolledNetwork,
    private readonly longest: number,
  ) {}

  /**
   * Makes the network's step for a series' newest row if that row begins its segment, or goes on with what
   * stands here.
   */
  goOn(track: RecurrentTrack): boolean {
    const { network } = this;
    const t = track.series.rows - 1 - track.startRow;
    const follows = t === 0 || (track === this.track && t === this.rows);
    if (!follows || t >= this.longest) return false;
    if (t === 0) {
      this.plan(this.longest); // reserves for all of them: rows that are reserved later would be other rows
      this.kernels.copy(track.carried, track.start, network.stateLength);
    }
    this.plan(t + 1);
    if (t === 0) network.carryStates(0, 0, track.carried, true);
    track.extra?.take();
    copyInputs(this.kernels, network.inputRow(t, 0), track, 0);
    network.forward(t);
    this.track = track;
    this.rows = t + 1;
    return true;
  }

  /** Whether the first `length` rows of the series' segment have been run. */
  holds(track: RecurrentTrack, length: number): boolean {
    return track === this.track && length <= this.rows;
  }

  /** The weights have changed, or the network is put to another use. */
  close(): void {
    this.track = undefined;
    this.rows = 0;
  }

  private plan(length: number): void {
    this.lengths[0] = length;
    this.network.plan(this.lengths, 1);
  }
}
