/** The signals that ask a run to finish, and the exit codes that it then has. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
export type StopSignal = keyof typeof EXIT_CODES;

/**
 * A run that a signal has ended before its input did. Its message is for people; empty: nothing to be said.
 */
export class Stopped extends Error {
  override name = "Stopped";
  readonly code: number;

  constructor(signal: StopSignal, message: string) {
    super(message);
    this.code = EXIT_CODES[signal];
  }
}

/**
 * Listens for SIGHUP, SIGINT and SIGTERM as long as it is in use: the first one asks the run to finish, a
 * second one ends the process at once. SIGHUP says that the terminal was closed; under `nohup` too, for Deno
 * undoes what that sets.
 */
export class StopSignals implements Disposable {
  /** The signal that has come, if one has. */
  requested: StopSignal | undefined;
  private readonly listeners = new Map<StopSignal, () => void>();

  /** @param onRequest called at the first signal: wakes a run that waits */
  constructor(private readonly onRequest: () => void) {
    for (const signal of Object.keys(EXIT_CODES) as StopSignal[]) {
      const listener = () => this.receive(signal);
      try {
        Deno.addSignalListener(signal, listener);
        this.listeners.set(signal, listener);
      } catch {
        // Windows has no SIGTERM.
      }
    }
  }

  [Symbol.dispose](): void {
    for (const [signal, listener] of this.listeners) Deno.removeSignalListener(signal, listener);
    this.listeners.clear();
  }

  private receive(signal: StopSignal): void {
    if (this.requested !== undefined) Deno.exit(EXIT_CODES[signal]);
    this.requested = signal;
    this.onRequest();
  }
}
