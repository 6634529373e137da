import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { choice, integer, optionalNumber, text, toggle } from "../../src/options/flag.ts";
import { parseFlags } from "../../src/cli/parse_flags.ts";

const TABLE = {
  input: text("FILE", "a file", { shownDefault: "standard input" }),
  badRows: choice(["skip", "fail"], "what becomes of them"),
  window: integer(32, 1, 100, "rows"),
  learningRate: optionalNumber(0, 1, "rate"),
  horizons: text("LIST", "steps", { name: "horizon" }),
  quiet: toggle("say nothing"),
  help: toggle("help"),
};

function refused(...args: string[]): string {
  return assertThrows(() => parseFlags(TABLE, args), UsageError).message;
}

Deno.test("parseFlags() reads both forms of a value, and switches", () => {
  const { values } = parseFlags(TABLE, ["--input=a=b.csv", "--bad-rows", "fail", "--quiet", "--window", "7"]);
  assertEquals(values, {
    input: "a=b.csv",
    badRows: "fail",
    window: 7,
    learningRate: undefined,
    horizons: undefined,
    quiet: true,
    help: false,
  });
});

Deno.test("parseFlags() takes defaults where nothing is given, and tells the texts by key", () => {
  const { values, texts } = parseFlags(TABLE, ["--horizon", "1"]);
  assertEquals([values.badRows, values.window, values.learningRate], ["skip", 32, undefined]);
  assertEquals(Object.fromEntries(texts), {
    badRows: "skip",
    window: "32",
    horizons: "1",
    quiet: "false",
    help: "false",
  });
});

Deno.test("parseFlags() takes a value that looks like a flag after =", () => {
  assertEquals(parseFlags(TABLE, ["--input=--quiet"]).values.input, "--quiet");
});

Deno.test("parseFlags() names an unknown option and the nearest known one", () => {
  assertEquals(
    refused("--widnow", "3"),
    'Cannot use option "--widnow": unknown option; did you mean --window?',
  );
  assertEquals(refused("--state=x"), 'Cannot use option "--state": unknown option');
  assertEquals(
    refused("-window"),
    'Cannot use option "-window": unknown option; did you mean --window?',
  );
  assertEquals(
    refused("--badRows", "fail"),
    'Cannot use option "--badRows": unknown option; did you mean --bad-rows?',
  );
  assertEquals(refused("--no-quiet"), 'Cannot use option "--no-quiet": unknown option');
});

Deno.test("parseFlags() knows no option by way of Object.prototype", () => {
  assertEquals(refused("--__proto__=1"), 'Cannot use option "--__proto__": unknown option');
  assertEquals(
    refused("--constructor.name=1"),
    'Cannot use option "--constructor.name": unknown option',
  );
});

Deno.test("parseFlags() asks for a value that is not there", () => {
  const message = "Cannot use --input without a value: expected --input FILE";
  assertEquals(refused("--input"), message);
  assertEquals(refused("--input="), message);
  assertEquals(refused("--input", ""), message);
  assertEquals(refused("--input", "--quiet"), message);
});

Deno.test("parseFlags() says what - is here: leaving the file out", () => {
  const message = 'Cannot use --input with "-": leave --input out for standard input';
  assertEquals(refused("--input", "-"), message);
  assertEquals(refused("--input=-"), message);
  assertEquals(refused("-", "--input=rows.csv").includes("leave --input out"), false);
});

Deno.test("parseFlags() refuses a flag given twice, and a switch with a value", () => {
  assertEquals(refused("--window=1", "--window", "2"), "Cannot use --window twice: give it once");
  assertEquals(refused("--quiet=no"), "Cannot use --quiet=no: --quiet takes no value");
  assertEquals(parseFlags(TABLE, ["--quiet", "--quiet"]).values.quiet, true);
});

Deno.test("parseFlags() takes one argument that is no option as the file of rows, and refuses others", () => {
  const input = (...args: string[]) => parseFlags(TABLE, args).values.input;
  assertEquals(input("rows.csv"), "rows.csv");
  assertEquals(input("--window", "3", "007"), "007");
  assertEquals(input("--", "--rows.csv"), "--rows.csv");
  assertEquals(input("-"), undefined);
  assertEquals(refused("a", "b"), 'Cannot read argument "b": expected one file of rows, got "a" before it');
  const twice = 'Cannot read argument "b": the rows\' file is given by --input already';
  assertEquals(refused("--input", "a", "b"), twice);
  const { input: _, ...without } = TABLE;
  const message = assertThrows(() => parseFlags(without, ["x"]), UsageError).message;
  assertEquals(message, 'Cannot read argument "x": expected an option');
  assertEquals(
    refused("--learning-rate", "-1"),
    'Cannot read argument "-1": write a negative number as --option=-1',
  );
});

Deno.test("parseFlags() checks ranges, and says them", () => {
  for (const wrong of ["0", "101", "1.5", "x", "1e9", "NaN", " "]) {
    assertEquals(
      refused(`--window=${wrong}`),
      `Cannot set --window to "${wrong}": expected a whole number from 1 up to 100`,
    );
  }
  assertEquals(
    refused("--learning-rate=-1"),
    'Cannot set --learning-rate to "-1": expected a number from 0 up to 1',
  );
  assertEquals(refused("--bad-rows=stop"), 'Cannot set --bad-rows to "stop": expected skip or fail');
});
