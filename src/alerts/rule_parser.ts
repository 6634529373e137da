import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";
import type { AlertRule, CrossingRule, Span } from "./rule.ts";
import { RuleText } from "./rule_text.ts";

/** The alarm's threshold where none is given. */
const RAISE = 0.5;
/** More rows than these no rule counts. */
const MOST_ROWS = 1000;

/** Milliseconds of a unit of time; and how rows may be written. */
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const ROWS = ["rows", "row"];

/**
 * Reads a rule:
 *
 *     rule   = column ("<" | ">") number "within" span clause*  |  column "lost" span
 *     clause = "p" ">" number  |  "for" k "of" n  |  "clear" "p" "<" number  |  "by" model     (each at most once)
 *     span   = number ("rows" | "s" | "m" | "h" | "d")
 *     column = a word, or a text in quotation marks; likewise model
 *
 * Without clauses: `p>0.5 for 1 of 1`, and `clear` at half of what raises the alarm.
 *
 * @throws {UsageError} naming the position, from 1, and what was expected there
 */
export function parseRule(written: string): AlertRule {
  const text = new RuleText(written.trim());
  const target = text.name("a column, such as spo2");
  if (text.takes("lost")) {
    const after = readSpan(text);
    text.expectEnd("the end");
    return { kind: "lost", text: text.whole, target, after };
  }
  const side = text.takes("<") ? "<" : text.takes(">") ? ">" : undefined;
  if (side === undefined) throw text.wrong('"<", ">" or "lost"');
  const limit = text.number("a limit, such as 90");
  text.expect("within");
  const within = readSpan(text);
  return { kind: "crossing", text: text.whole, target, side, limit, within, ...readClauses(text) };
}

type Clauses = Pick<CrossingRule, "raise" | "clear" | "of" | "model">;

function readClauses(text: RuleText): Clauses {
  const clauses: { raise?: number; clear?: number; of?: [number, number]; model?: string } = {};
  while (!text.isAtEnd) {
    if (clauses.raise === undefined && text.takes("p")) {
      text.expect(">");
      clauses.raise = readProbability(text);
    } else if (clauses.of === undefined && text.takes("for")) {
      clauses.of = readCounts(text);
    } else if (clauses.clear === undefined && text.takes("clear")) {
      text.expect("p");
      text.expect("<");
      clauses.clear = readProbability(text);
    } else if (clauses.model === undefined && text.takes("by")) {
      clauses.model = text.name("a model, such as gru");
    } else {
      throw text.wrong('"p", "for", "clear" or "by", each at most once');
    }
  }
  const { raise = RAISE, clear = raise / 2, of = [1, 1], model } = clauses;
  if (clear > raise) {
    throw new UsageError(
      `Cannot read alert "${text.whole}": it clears at p<${clear}, above the p>${raise} that raises it`,
    );
  }
  return { raise, clear, of, model };
}

function readProbability(text: RuleText): number {
  return text.number("a probability between 0 and 1", (p) => p > 0 && p < 1);
}

function readCounts(text: RuleText): [number, number] {
  const isCount = (n: number) => Number.isInteger(n) && n >= 1 && n <= MOST_ROWS;
  const k = text.number(`a number of rows, 1 to ${MOST_ROWS}`, isCount);
  text.expect("of");
  return [k, text.number(`a number of rows, ${k} to ${MOST_ROWS}`, (n) => isCount(n) && n >= k)];
}

function readSpan(text: RuleText): Span {
  const amount = text.number("a span, such as 10m or 5 rows", (x) => x > 0);
  const units = [...ROWS, ...Object.keys(UNITS)];
  const unit = units.find((unit) => text.takes(unit));
  if (unit === undefined) throw text.wrong(`rows, s, m, h or d${suggestion(text.rest, units)}`);
  if (!ROWS.includes(unit)) return { amount: amount * UNITS[unit], unit: "ms" };
  if (Number.isInteger(amount)) return { amount, unit: "rows" };
  throw new UsageError(`Cannot read alert "${text.whole}": ${amount} is no whole number of rows`);
}
