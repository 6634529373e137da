import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { checkRules } from "../../src/alerts/check_rules.ts";
import { parseRule } from "../../src/alerts/rule_parser.ts";
import { UsageError } from "../../src/base/errors.ts";

function refused(text: string): string {
  return assertThrows(() => parseRule(text), UsageError).message.replace(`Cannot read alert "${text}"`, "");
}

Deno.test("parseRule() reads a crossing rule with every clause", () => {
  assertEquals(parseRule("spo2<90 within 10m p>0.3 for 3 of 5 clear p<0.1 by gru"), {
    kind: "crossing",
    text: "spo2<90 within 10m p>0.3 for 3 of 5 clear p<0.1 by gru",
    target: "spo2",
    side: "<",
    limit: 90,
    within: { amount: 600_000, unit: "ms" },
    raise: 0.3,
    clear: 0.1,
    of: [3, 5],
    model: "gru",
  });
});

Deno.test("parseRule() fills in p>0.5, 1 of 1, and half of what raises the alarm", () => {
  const { raise, clear, of, model } = parseRule("hr>130 within 5 rows") as never as Record<string, unknown>;
  assertEquals([raise, clear, of, model], [0.5, 0.25, [1, 1], undefined]);
  assertEquals((parseRule("hr>130 within 5 rows p>0.3") as { clear: number }).clear, 0.15);
});

Deno.test("parseRule() reads spans in all units, and a lost signal", () => {
  const span = (text: string) => {
    const rule = parseRule(`x lost ${text}`);
    return rule.kind === "lost" ? [rule.after.amount, rule.after.unit] : [];
  };
  assertEquals(span("30s"), [30_000, "ms"]);
  assertEquals(span("2 m"), [120_000, "ms"]);
  assertEquals(span("1.5h"), [5_400_000, "ms"]);
  assertEquals(span("1d"), [86_400_000, "ms"]);
  assertEquals(span("1 row"), [1, "rows"]);
  assertEquals(span("12rows"), [12, "rows"]);
});

Deno.test("parseRule() takes any column, in quotation marks if need be, and spaces anywhere between words", () => {
  assertEquals(parseRule('"heart rate" > 1e2 within 2h').target, "heart rate");
  assertEquals(parseRule('"<90" lost 5 rows').target, "<90");
  const spaced = { ...parseRule("  spo2 < 90  within 10 m   p > .3 for 3 of 5 "), text: "" };
  assertEquals(spaced, { ...parseRule("spo2<90 within 10m p>.3 for 3 of 5"), text: "" });
});

Deno.test("parseRule() names the position of what it does not understand", () => {
  const cases: [string, string][] = [
    ["", ", position 1: expected a column, such as spo2, got the end"],
    ["spo2", ', position 5: expected "<", ">" or "lost", got the end'],
    ["spo2<ninety within 3 rows", ', position 6: expected a limit, such as 90, got "ninety"'],
    ["spo2<90 in 10m", ', position 9: expected "within", got "in"'],
    ["spo2<90 within 10x", ', position 18: expected rows, s, m, h or d, got "x"'],
    ["spo2<90 within -3 rows", ', position 16: expected a span, such as 10m or 5 rows, got "-3"'],
    ["spo2<90 within 10m p>1.2", ', position 22: expected a probability between 0 and 1, got "1.2"'],
    ["spo2<90 within 10m p<0.3", ', position 21: expected ">", got "<"'],
    ["spo2<90 within 10m for 5 of 3", ', position 29: expected a number of rows, 5 to 1000, got "3"'],
    [
      "spo2<90 within 10m p>0.3 p>0.4",
      ', position 26: expected "p", "for", "clear" or "by", each at most once, got "p"',
    ],
    ["spo2 lost 2m p>0.3", ', position 14: expected the end, got "p"'],
  ];
  for (const [text, message] of cases) assertEquals(refused(text), message, text);
  assertEquals(refused("spo2<90 within 1.5 rows"), ": 1.5 is no whole number of rows");
  assertEquals(
    refused("a<1 within 3 rows clear p<0.5 p>0.3"),
    ": it clears at p<0.5, above the p>0.3 that raises it",
  );
  assertEquals(
    refused("a<1 within 3 rows p>0.3 clear p<0.5"),
    ": it clears at p<0.5, above the p>0.3 that raises it",
  );
});

Deno.test("parseRule() answers any text with a rule or a UsageError", () => {
  const words = fc.constantFrom(
    "spo2",
    "<",
    ">",
    "90",
    "within",
    "10",
    "m",
    "rows",
    "p",
    "0.3",
    "for",
    "of",
    "clear",
    "by",
    '"',
    "lost",
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(words).map((list) => list.join(" ")),
    fc.array(words).map((list) => list.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        parseRule(text);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
});

const RUN = {
  models: ["gru", "ensemble"],
  usualModel: "ensemble",
  targets: ["SpO2", "hr"],
  horizons: [5, 10],
  isTimed: true,
};

Deno.test("checkRules() spells targets as the run does, and refuses what the run does not have", () => {
  const check = (text: string, run = RUN) => checkRules([parseRule(text)], run);
  const wrong = (text: string, run = RUN) => assertThrows(() => check(text, run), UsageError).message;
  assertEquals(check("spo2<90 within 10m")[0].target, "SpO2");
  assertEquals(
    wrong("sp02<90 within 10m"),
    'Cannot use alert "sp02<90 within 10m": expected a target, SpO2, hr, got "sp02"',
  );
  assertEquals(
    wrong("hr>130 within 10m by lstm"),
    'Cannot use alert "hr>130 within 10m by lstm": expected a model of this run, gru, ensemble',
  );
  assertEquals(
    wrong("hr>130 within 3 rows"),
    'Cannot use alert "hr>130 within 3 rows": the run forecasts no row within 3; add --horizon 1-3',
  );
  const untimed = { ...RUN, isTimed: false };
  assertEquals(check("hr>130 within 5 rows", untimed).length, 1);
  for (const text of ["hr>130 within 10m", "hr lost 2m"]) {
    assertEquals(
      wrong(text, untimed),
      `Cannot use alert "${text}": rows have no ISO times here, so no time can be told in them; count rows: 10 rows`,
    );
  }
  const twice = [parseRule("hr lost 2m"), parseRule("hr lost 2m")];
  assertEquals(
    assertThrows(() => checkRules(twice, RUN)).message,
    'Cannot use alert "hr lost 2m": it is given twice',
  );
});
