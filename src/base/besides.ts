/** The names that a file takes beside its own, where it is put in place whole. */
export const besides = {
  /** What is being written. */
  incoming: (path: string): string => `${path}.new`,
  /** A state before the last one. */
  previous: (path: string): string => `${path}.previous`,
  /** Held by the process that uses the state. */
  lock: (path: string): string => `${path}.lock`,
};
