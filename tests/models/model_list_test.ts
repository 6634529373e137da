import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { parseModelList } from "../../src/models/model_list.ts";

const KNOWN = ["lstm", "gru", "ar", "naive"];

/** Names and options of the list, plainly. */
function read(text: string): [string, string, Record<string, string>][] {
  return parseModelList(text, KNOWN).map((
    { kind, name, options },
  ) => [kind, name, Object.fromEntries(options)]);
}

function refused(text: string): string {
  return assertThrows(() => parseModelList(text, KNOWN), UsageError).message;
}

Deno.test("parseModelList() reads kinds, options and names", () => {
  assertEquals(read("lstm,lstm(hidden=64,as=big),naive"), [
    ["lstm", "lstm", {}],
    ["lstm", "big", { hidden: "64" }],
    ["naive", "naive", {}],
  ]);
});

Deno.test("parseModelList() doesn't mind spaces, nor empty parentheses", () => {
  assertEquals(read(" lstm ( hidden = 64 , as = big one ) , gru( )"), [
    ["lstm", "big one", { hidden: "64" }],
    ["gru", "gru", {}],
  ]);
});

Deno.test("parseModelList() keeps a second = as part of the value", () => {
  assertEquals(read("ar(x=a=b)"), [["ar", "ar", { x: "a=b" }]]);
});

Deno.test("parseModelList() names the known models and the nearest", () => {
  assertEquals(
    refused("ltsm"),
    'Cannot use model "ltsm": expected one of lstm, gru, ar, naive; did you mean lstm?',
  );
  assertEquals(refused("prophet"), 'Cannot use model "prophet": expected one of lstm, gru, ar, naive');
});

Deno.test("parseModelList() asks for names where two models share one", () => {
  const message = 'Cannot use two models named "lstm": give one a name of its own, as in lstm(as=NAME)';
  assertEquals(refused("lstm,lstm(hidden=64)"), message);
  assertEquals(refused("gru(as=lstm),lstm"), message);
});

Deno.test("parseModelList() refuses names that would not stand bare in a CSV field", () => {
  for (const name of ['a"b', "a\nb", "a\u0000b"]) {
    assertEquals(
      refused(`lstm(as=${name})`),
      `Cannot name a model ${
        JSON.stringify(name)
      }: expected printable characters without comma and quotation mark`,
    );
  }
});

Deno.test("parseModelList() says what is malformed in the text as it stood", () => {
  const brackets = 'one pair of "(" and ")", at its end';
  const cases = {
    "": ["", "a model's name first"],
    "lstm,": ["", "a model's name first"],
    "lstm,,gru": ["", "a model's name first"],
    "(hidden=2)": ["(hidden=2)", "a model's name first"],
    "lstm(hidden=64": ["lstm(hidden=64", brackets],
    "lstm(hidden=64,gru": ["lstm(hidden=64,gru", brackets],
    "lstm(a=1)x": ["lstm(a=1)x", brackets],
    "lstm(a=(1))": ["lstm(a=(1))", brackets],
    "lstm(hidden)": ["lstm(hidden)", 'OPTION=VALUE where "hidden" stands'],
    "lstm(hidden=)": ["lstm(hidden=)", 'OPTION=VALUE where "hidden=" stands'],
    "lstm(=64)": ["lstm(=64)", 'OPTION=VALUE where "=64" stands'],
    "lstm(a=1,)": ["lstm(a=1,)", 'OPTION=VALUE where "" stands'],
    "lstm(a=1,a=2)": ["lstm(a=1,a=2)", 'option "a" once'],
  };
  for (const [list, [model, expected]] of Object.entries(cases)) {
    assertEquals(refused(list), `Cannot read model "${model}": expected ${expected}`);
  }
});

Deno.test("parseModelList() knows no kind by way of Object.prototype", () => {
  assertEquals(refused("constructor").startsWith('Cannot use model "constructor"'), true);
  assertEquals(read("lstm(__proto__=1)")[0][1], "lstm");
});

Deno.test("parseModelList() takes a list's name for its models", () => {
  const lists = { fast: "ar,naive", slow: "lstm" };
  const names = parseModelList("slow, fast,ar(lags=2,as=short)", ["ar", "naive", "lstm"], lists).map((
    { name },
  ) => name);
  assertEquals(names, ["lstm", "ar", "naive", "short"]);
});
