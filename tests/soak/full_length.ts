/**
 * What says more the longer it runs stands in this folder. In the suite it runs for a hundredth of its full length, under
 * `deno task soak` for all of it.
 */

const SOAK = Deno.env.get("FORETIDE_SOAK") === "1";

/** How often to do something that is done `full` times at full length. */
export function times(full: number): number {
  return SOAK ? full : Math.ceil(full / 100);
}
