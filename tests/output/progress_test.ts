import { assertEquals, assertStringIncludes } from "@std/assert";
import { Progress, type ProgressOptions } from "../../src/output/progress.ts";

/** A screen that keeps what is shown, a clock that the test moves, and the progress between them. */
function setting(options: Partial<ProgressOptions> & { terminal?: boolean } = {}) {
  const seen = { text: "", time: 0, looks: 0 };
  const screen = {
    writeSync(bytes: Uint8Array) {
      const taken = bytes.slice(0, 50);
      seen.text += new TextDecoder().decode(taken);
      return taken.length;
    },
    isTerminal: () => options.terminal ?? false,
  };
  const now = () => {
    seen.looks++;
    return seen.time;
  };
  const progress = new Progress({ screen, quiet: false, now, status: () => "", ...options });
  /** What was shown since the last look. */
  const shown = () => {
    const { text } = seen;
    seen.text = "";
    return text;
  };
  return { progress, seen, shown };
}

/** What a terminal shows in the end, line by line: a carriage return goes back, and what follows is written over. */
function onScreen(text: string): string[] {
  return text.split("\n").map((line) =>
    line.split("\r").reduce((under, over) => over + under.slice(over.length)).trimEnd()
  );
}

Deno.test("Progress.update() logs rows 1, 2, 4, 8 … where there is no terminal", () => {
  const { progress, shown } = setting();
  for (let row = 1; row <= 1100; row++) progress.update(row, 1, 0);
  const rows = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, "1,024"];
  assertEquals(shown(), rows.map((row) => `foretide: row ${row}\n`).join(""));
});

Deno.test("Progress.update() logs once where it is told of many rows at a time", () => {
  const { progress, shown } = setting();
  progress.update(100, 1, 0);
  progress.update(127, 1, 0);
  progress.update(130, 1, 0);
  assertEquals(shown(), "foretide: row 100\nforetide: row 130\n");
});

Deno.test("Progress tells rows a second, series, skipped rows and the standing", () => {
  const { progress, seen, shown } = setting({ status: () => "lstm best, scaled MSE 0.21" });
  seen.time = 2500;
  progress.update(1_234_567, 1000, 12);
  assertEquals(
    shown(),
    "foretide: row 1,234,567, 494,000 rows/s, 1,000 series, 12 skipped, lstm best, scaled MSE 0.21\n",
  );
  seen.time = 2_500_000_000;
  progress.update(2_500_000, 1, 0);
  assertStringIncludes(shown(), "row 2,500,000, 1 rows/s, lstm");
  seen.time *= 100;
  progress.update(5_000_000, 1, 0);
  assertStringIncludes(shown(), ", 0.02 rows/s, ");
});

Deno.test("Progress.update() redraws a terminal's line at most ten times a second", () => {
  const { progress, seen, shown } = setting({ terminal: true });
  for (let row = 1; row <= 1000; row++) {
    seen.time += 5;
    progress.update(row, 1, 0);
  }
  const draws = shown().split("\r").slice(1);
  assertEquals(draws.length, 50);
  assertEquals(draws[1], "row 21, 200 rows/s");
});

Deno.test("Progress wipes its live line with blanks, not with codes that a dumb terminal would print", () => {
  const { progress, seen, shown } = setting({ terminal: true });
  seen.time += 1000;
  progress.update(1000, 2, 3);
  assertEquals(shown(), "\rrow 1,000, 1,000 rows/s, 2 series, 3 skipped");
  seen.time += 1000;
  progress.update(1500, 1, 0);
  assertEquals(shown(), "\rrow 1,500, 750 rows/s" + " ".repeat(44 - 21));
  progress.print("said");
  assertEquals(shown(), `\r${" ".repeat(21)}\rsaid\n\rrow 1,500, 750 rows/s`);
  progress.finish(1500, 1, 0);
  assertEquals(shown(), "\rrow 1,500, 750 rows/s\n");
});

Deno.test("Progress.update() reads the clock less often than once a row where rows come fast", () => {
  const { progress, seen } = setting({ terminal: true });
  for (let row = 1; row <= 100_000; row++) {
    seen.time += 0.001;
    progress.update(row, 1, 0);
  }
  // Two looks for each of the few redraws, one for each 256 rows.
  assertEquals(seen.looks < 500, true, `${seen.looks} looks`);
});

Deno.test("Progress cuts the live line to the terminal's width", () => {
  const { progress, shown } = setting({ terminal: true, width: () => 20, status: () => "x".repeat(100) });
  progress.update(1, 1, 0);
  assertEquals(shown(), "\rrow 1, xxxxxxxxxxxx");
});

Deno.test("Progress.badRow() shows the first ten and counts the rest", () => {
  const { progress, shown } = setting();
  for (let i = 1; i <= 1025; i++) progress.badRow(i, 'column "y": expected a number, got "x"');
  const lines = shown().trimEnd().split("\n");
  assertEquals(lines.length, 10);
  assertEquals(lines[9], 'foretide: line 10: column "y": expected a number, got "x", skipped');
  progress.warn("updates", "an update was left out");
  assertEquals(shown(), "foretide: an update was left out\n");
  progress.finish(0, 0, 1025);
  assertEquals(shown(), "foretide: 1,015 more bad rows not shown\n");
});

Deno.test("Progress.badRow() lets no control character through", () => {
  const { progress, shown } = setting();
  progress.badRow(2, "got \x1b[2J\n");
  assertEquals(shown(), "foretide: line 2: got \\u001b[2J\\n, skipped\n");
});

Deno.test("Progress.warn() and print() stand above the live line, which goes on", () => {
  const { progress, shown } = setting({ terminal: true });
  progress.update(1, 1, 0);
  progress.badRow(3, "broken quote");
  progress.print("two\nlines");
  assertEquals(onScreen(shown()), ["foretide: line 3: broken quote, skipped", "two", "lines", "row 1"]);
});

Deno.test("Progress.finish() leaves the last figures on the terminal and ends the line", () => {
  const { progress, shown } = setting({ terminal: true });
  progress.update(1, 1, 0);
  progress.update(2, 1, 0);
  progress.finish(3, 1, 0);
  progress.print("done");
  assertEquals(onScreen(shown()), ["row 3", "done", ""]);
});

Deno.test("Progress says nothing with --quiet", () => {
  for (const terminal of [false, true]) {
    const { progress, shown } = setting({ quiet: true, terminal });
    progress.update(1, 1, 0);
    for (let i = 0; i < 20; i++) progress.badRow(i, "broken quote");
    progress.print("table");
    progress.finish(1, 1, 20);
    assertEquals(shown(), "");
  }
});

Deno.test("Progress falls silent where the reader of standard error went away", () => {
  let calls = 0;
  const screen = {
    writeSync(): number {
      calls++;
      throw new Deno.errors.BrokenPipe("gone");
    },
    isTerminal: () => false,
  };
  const { progress } = setting({ screen });
  for (let row = 1; row <= 100; row++) progress.update(row, 1, 0);
  assertEquals(calls, 1);
});

Deno.test("Progress.update() logs every minute where there is no terminal, however few rows have come", () => {
  const { progress, seen, shown } = setting();
  for (let row = 1; row <= 1024; row++) progress.update(row, 1, 0);
  shown();
  seen.time = 30_000;
  for (let row = 1025; row <= 1300; row++) progress.update(row, 1, 0);
  assertEquals(shown(), "");
  seen.time = 60_000;
  for (let row = 1301; row <= 1600; row++) progress.update(row, 1, 0);
  assertEquals(shown().match(/row [0-9,]+/g)?.length, 1);
  seen.time = 121_000;
  progress.update(1900, 1, 0);
  assertEquals(shown(), "foretide: row 1,900, 15.7 rows/s\n");
});

Deno.test("Progress speaks JSON: a line an object, with the wall clock's time and a level", () => {
  const { progress, shown } = setting({
    terminal: true,
    json: { wallClock: () => "2026-01-31T10:00:00.000Z" },
  });
  progress.update(1, 2, 3);
  progress.warn("bad rows", 'line 2: "x\n", skipped');
  progress.print("two\nlines");
  progress.finish(1, 2, 3);
  const time = "2026-01-31T10:00:00.000Z";
  assertEquals(shown().trimEnd().split("\n").map((line) => JSON.parse(line)), [
    {
      time,
      level: "info",
      event: "progress",
      rows: 1,
      series: 2,
      skipped: 3,
      message: "row 1, 2 series, 3 skipped",
    },
    { time, level: "warning", kind: "bad rows", message: 'line 2: "x\\n", skipped' },
    { time, level: "info", message: "two\nlines" },
  ]);
});

Deno.test("Progress asks for the terminal's width whenever it draws: a narrow one must not wrap", () => {
  let width = 80;
  const { progress, seen, shown } = setting({
    terminal: true,
    width: () => width,
    status: () => "x".repeat(100),
  });
  progress.update(1, 1, 0);
  assertEquals(onScreen(shown()).at(-1)!.length, 79);
  width = 40;
  seen.time = 1000;
  progress.update(1000, 1, 0);
  assertEquals(shown().length, 1 + 39, "no blanks beyond its edge either");
});
