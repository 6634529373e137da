import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LostWatch } from "../../src/alerts/lost_watch.ts";
import { parseRule } from "../../src/alerts/rule_parser.ts";
import type { LostRule } from "../../src/alerts/rule.ts";
import { SilenceOrder } from "../../src/alerts/silence_order.ts";
import { assertContinues } from "../support/continues.ts";

const RUN = { models: ["m"], usualModel: "m", targets: ["spo2"], horizons: [1], isTimed: true };

function watchOf(text: string, series = 2): LostWatch {
  const watch = new LostWatch(parseRule(text) as LostRule, RUN);
  for (let i = 0; i < series; i++) watch.open();
  return watch;
}

/** Rows as `[seconds, series, value]`; what is said, as `seconds: lost 0 (silence)`. */
function play(watch: LostWatch, rows: readonly (readonly [number, number, number])[]): string[] {
  return rows.flatMap(([seconds, series, value]) => {
    const row = {
      series,
      time: 1000 * seconds,
      actuals: Float64Array.of(value),
      forecasts: new Float64Array(1),
    };
    return watch.take(row).map((notice) => {
      if (!("silence" in notice)) throw new Error(notice.event);
      return `${seconds}: ${notice.event.replace("signal ", "")} ${notice.series} (${notice.silence})`;
    });
  });
}

Deno.test("LostWatch counts rows without a value", () => {
  const values = [96, 96, NaN, NaN, NaN, NaN, 95, NaN, NaN, 95];
  const rows = values.map((value, t) => [t, 0, value] as const);
  assertEquals(play(watchOf("spo2 lost 3 rows"), rows), ["4: lost 0 (3)", "6: back 0 (5)"]);
});

Deno.test("LostWatch counts time since the last value, empty cells and absent rows alike", () => {
  const rows = [[0, 0, 96], [30, 0, NaN], [60, 0, NaN], [70, 0, 96], [140, 0, 95], [150, 0, 95]] as const;
  assertEquals(play(watchOf("spo2 lost 1m"), rows), [
    "60: lost 0 (60)",
    "70: back 0 (70)",
    "140: lost 0 (70)",
    "140: back 0 (70)",
  ]);
});

Deno.test("LostWatch misses a series that has fallen silent altogether, by the rows of the others", () => {
  const rows = [[0, 0, 96], [1, 1, 90], [30, 1, 90], [59, 1, 90], [60, 1, 90], [90, 1, 90], [
    95,
    0,
    97,
  ]] as const;
  assertEquals(play(watchOf("spo2 lost 1m"), rows), ["60: lost 0 (60)", "95: back 0 (95)"]);
});

Deno.test("LostWatch: in a file with one series after the other, each has its own time", () => {
  const stay = (series: number) => [0, 30, 60, 90].map((seconds) => [seconds, series, 96] as const);
  assertEquals(play(watchOf("spo2 lost 1m"), [...stay(0), ...stay(1)]), []);
  const hole = [[0, 1, 96], [30, 1, NaN], [70, 1, NaN]] as const;
  assertEquals(play(watchOf("spo2 lost 1m"), [...stay(0), ...hole]), ["70: lost 1 (70)"]);
});

Deno.test("LostWatch does not miss what has never been there", () => {
  assertEquals(play(watchOf("spo2 lost 2 rows"), [0, 1, 2, 3].map((t) => [t, 0, NaN] as const)), []);
  assertEquals(play(watchOf("spo2 lost 1m"), [[0, 0, NaN], [90, 0, NaN], [200, 1, 96]]), []);
});

Deno.test("LostWatch equals looking at every series at every row, on any stream in order of time", () => {
  const steps = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3 }), fc.boolean()),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (list) => {
      let now = 0;
      const rows = list.map(([gap, series, isPresent]) =>
        [now += gap, series, isPresent ? 96 : NaN] as const
      );
      const last = [NaN, NaN, NaN, NaN];
      const lost = [false, false, false, false];
      const expected = rows.flatMap(([seconds, series, value]) => {
        const said: string[] = [];
        last.forEach((heard, s) => {
          if (lost[s] || !(seconds - heard >= 60)) return;
          lost[s] = true;
          said.push(`${seconds}: lost ${s} (${seconds - heard})`);
        });
        if (Number.isNaN(value)) return said;
        if (lost[series]) said.push(`${seconds}: back ${series} (${seconds - last[series]})`);
        lost[series] = false;
        last[series] = seconds;
        return said;
      });
      assertEquals(play(watchOf("spo2 lost 1m", 4), rows).sort(), expected.sort());
    }),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("LostWatch counts, and continues bit for bit", () => {
  const rows = [[0, 0, 96], [1, 1, 90], [30, 1, 90], [61, 1, 90]] as const;
  const later = [[70, 0, 95], [80, 1, NaN], [150, 0, NaN], [160, 1, 90]] as const;
  const make = () => watchOf("spo2 lost 1m");
  assertContinues(make, (it) => play(it, rows), (it) => [play(it, later), it.report()]);
  const watch = make();
  play(watch, [...rows, ...later]);
  assertEquals(watch.report(), { rule: "spo2 lost 1m", target: "spo2", lost: 3, back: 2 });
});

Deno.test("SilenceOrder equals a list from which one takes and to whose end one adds", () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 4 })), { maxLength: 80 });
  fc.assert(
    fc.property(steps, (list) => {
      const order = new SilenceOrder();
      for (let s = 0; s < 5; s++) order.open();
      let expected: number[] = [];
      for (const [isHeard, series] of list) {
        expected = expected.filter((s) => s !== series);
        if (isHeard) {
          order.moveLast(series);
          expected.push(series);
        } else order.remove(series);
        assertEquals(order.first, expected.at(0) ?? -1);
      }
      const drained: number[] = [];
      while (order.first >= 0) {
        drained.push(order.first);
        order.remove(order.first);
      }
      assertEquals(drained, expected);
    }),
    { seed: 2, numRuns: 500 },
  );
});
