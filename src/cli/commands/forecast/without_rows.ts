import { EmptyInput, NoRows } from "../../../input/no_rows.ts";
import type { Progress } from "../../../output/progress.ts";
import { rolesOf } from "../../../library/fingerprint.ts";

/**
 * What a run that goes on from a state does where not a single row has come: nothing, and that is said. A job by the clock
 * may be due before its rows are there.
 *
 * @param error of opening the input: thrown again, unless it is that
 * @param saved the fingerprint in the state; undefined if the state begins
 */
export function withoutRows(
  error: unknown,
  saved: Readonly<Record<string, string>> | undefined,
  progress: Progress,
): NoRows {
  const roles = saved === undefined ? undefined : rolesOf(saved);
  if (!(error instanceof EmptyInput) || roles === undefined) throw error;
  progress.warn("notes on the state", `no row has come: ${error.found}`);
  return new NoRows(roles);
}
