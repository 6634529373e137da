import { UsageError } from "../base/errors.ts";

/** A rule as it is read, from left to right. Spaces separate; they are not needed around < and >, or behind numbers. */
export class RuleText {
  private at = 0;

  constructor(readonly whole: string) {}

  get isAtEnd(): boolean {
    return this.at === this.whole.length;
  }

  /** The next word or sign, "" at the end. */
  get rest(): string {
    return this.match(/[<>]|[^\s<>]+/y) ?? "";
  }

  /** Takes a word or sign, if it is the next. A word ends at a space, a sign, or the end. */
  takes(word: string): boolean {
    const found = this.match(/^[a-z]/.test(word) ? /[^\s<>\d."-]+/y : /[<>]/y);
    if (found !== word) return false;
    this.skip(word.length);
    return true;
  }

  /** @throws {UsageError} if the word or sign is not the next */
  expect(word: string): void {
    if (!this.takes(word)) throw this.wrong(`"${word}"`);
  }

  /** A column or model: a word, or any text in quotation marks. @throws {UsageError} if there is none */
  name(expected: string): string {
    const quoted = this.match(/"[^"]+"/y);
    const found = quoted ?? this.match(/[^\s<>"]+/y);
    if (found === undefined) throw this.wrong(expected);
    this.skip(found.length);
    return quoted === undefined ? found : found.slice(1, -1);
  }

  /** @throws {UsageError} if there is no number, or not such a one */
  number(expected: string, isRight: (x: number) => boolean = () => true): number {
    const found = this.match(/[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/yi);
    if (found === undefined || !isRight(Number(found))) throw this.wrong(expected);
    this.skip(found.length);
    return Number(found);
  }

  /** @throws {UsageError} if anything is left */
  expectEnd(expected: string): void {
    if (!this.isAtEnd) throw this.wrong(expected);
  }

  /** The error for something else having been expected here. */
  wrong(expected: string): UsageError {
    const got = this.isAtEnd ? "the end" : `"${this.match(/"[^"]*"?|[<>]|[^\s<>"]+/y)}"`;
    return new UsageError(
      `Cannot read alert "${this.whole}", position ${this.at + 1}: expected ${expected}, got ${got}`,
    );
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.whole)?.[0];
  }

  private skip(length: number): void {
    this.at += length;
    this.at += this.match(/\s*/y)!.length;
  }
}
