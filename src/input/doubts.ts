import { UsageError } from "../base/errors.ts";
import { quoteName } from "./messages.ts";

/** What an option must decide before an input can be read. All of it is gathered, and told at once with what reads the file. */
export class Doubts {
  private readonly found: string[] = [];
  private readonly flags = new Map<string, string>();

  /** @param what is in doubt; @param flag that decides, with a value that reads this input */
  add(what: string, flag: string, value: string): void {
    this.found.push(what);
    this.flags.set(flag, value);
  }

  get any(): boolean {
    return this.found.length > 0;
  }

  /** @throws {UsageError} if there is any: what is in doubt, and the one command line that reads the input */
  settle(name: string): void {
    if (!this.any) return;
    const flags = [...this.flags].map(([flag, value]) => `${flag} ${shellWord(value)}`).join(" ");
    throw new UsageError(
      `Cannot tell how to read ${quoteName(name)}: ${this.found.join("; ")}; add ${flags}`,
    );
  }
}

/** The text as a word of a shell's command line. */
export function shellWord(text: string): string {
  return /^[\w./,:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
