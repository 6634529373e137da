import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";
import type { AlertRule, Span } from "./rule.ts";
import type { RunOfRules } from "./rule_watch.ts";

/**
 * The rules as the run understands them, columns spelled as the input spells them.
 *
 * @throws {UsageError} if a rule speaks of what the run doesn't forecast, of time where rows have none, or stands twice
 */
export function checkRules(rules: readonly AlertRule[], run: RunOfRules): AlertRule[] {
  rules.forEach(({ text }, i) => {
    if (rules.findIndex((other) => other.text === text) !== i) throw refusal(text, "it is given twice");
  });
  return rules.map((rule) => {
    const checked = { ...rule, target: targetOf(rule, run.targets) };
    const span = checked.kind === "lost" ? checked.after : checked.within;
    if (span.unit === "ms" && !run.isTimed) {
      throw refusal(
        rule.text,
        "rows have no ISO times here, so no time can be told in them; count rows: 10 rows",
      );
    }
    if (checked.kind === "lost") return checked;
    if (checked.model !== undefined && !run.models.includes(checked.model)) {
      throw refusal(rule.text, `expected a model of this run, ${run.models.join(", ")}`);
    }
    checkSpan(checked.text, span, run.horizons);
    return checked;
  });
}

function checkSpan(text: string, { amount, unit }: Span, horizons: readonly number[]): void {
  if (unit !== "rows" || horizons[0] <= amount) return;
  throw refusal(text, `the run forecasts no row within ${amount}; add --horizon 1-${amount}`);
}

function targetOf({ target, text }: AlertRule, targets: readonly string[]): string {
  if (targets.includes(target)) return target;
  const similar = targets.filter((name) => name.toLowerCase() === target.toLowerCase());
  if (similar.length === 1) return similar[0];
  const meant = suggestion(target, targets);
  throw refusal(text, `expected a target, ${targets.join(", ")}, got "${target}"${meant}`);
}

function refusal(text: string, why: string): UsageError {
  return new UsageError(`Cannot use alert "${text}": ${why}`);
}
