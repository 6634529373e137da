import { EmptyInput, NoRows } from "../../../input/no_rows.ts";
import type { Progress } from "../../../output/progress.ts";
import { rolesOf } from "../../../library/fingerprint.ts";

/**
 * What a run does where not a single row has come, but its columns are known, from its state or from a header
 * and the names that were given: nothing, and that is said. A job by the clock may be due before its rows are
 * there.
 *
 * @param error of opening the input: thrown again, unless it is that
 * @param saved the fingerprint in the state; undefined if the state begins
 */
export function withoutRows(
  error: unknown,
  saved: Readonly<Record<string, string>> | undefined,
  progress: Progress,
): NoRows {
  if (!(error instanceof EmptyInput)) throw error;
  const roles = saved === undefined ? error.roles : rolesOf(saved);
  if (roles === undefined) throw error;
  progress.warn("notes on the input", `no row has come: ${error.found}`);
  return new NoRows(roles);
}
