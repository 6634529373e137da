import { UsageError } from "../../../base/errors.ts";

/** Values of flags, `--state` among them. */
export type WithState<V> = Omit<V, "state"> & { readonly state: string };

/** The values of a command's flags, `--state` among them. @throws {UsageError} if that is missing */
export function withState<V extends { readonly state: string | undefined }>(
  command: string,
  values: V,
): WithState<V> {
  const { state } = values;
  if (state === undefined) {
    throw new UsageError(
      `Cannot run ${command}: missing option --state FILE; usage: ${command} --state FILE`,
    );
  }
  return { ...values, state };
}
