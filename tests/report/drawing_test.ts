import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { spread } from "../../src/report/line_labels.ts";
import { HalvingMeans } from "../../src/report/halving_means.ts";
import { heatPlot } from "../../src/report/heat_plot.ts";
import { html } from "../../src/report/html.ts";
import { linesPlot } from "../../src/report/lines_plot.ts";
import { modelLooks } from "../../src/report/model_looks.ts";
import { digits } from "../../src/report/number_text.ts";
import { COLOURS, GREY } from "../../src/report/palette.ts";
import { binomialBand } from "../../src/report/binomial_band.ts";
import { scaleOf, ticksOf } from "../../src/report/scales.ts";
import { momentText, spanText, timeTicks } from "../../src/report/time_ticks.ts";
import { STYLE } from "../../src/report/style.ts";
import { Trace } from "../../src/report/trace.ts";

Deno.test("HalvingMeans: a point is the mean of its stretch, and there are never more than its capacity", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.double({ min: -9, max: 9, noNaN: true }), fc.constant(NaN)), { maxLength: 200 }),
      (values) => {
        const means = new HalvingMeans(2, 8);
        values.forEach((value, row) => means.add(row, 1, value));
        assertEquals(means.points(0), []);
        const points = means.points(1);
        assert(points.length <= 8 && means.width <= Math.max(1, values.length / 4));
        const expected: [number, number][] = [];
        for (let from = 0; from < values.length; from += means.width) {
          const known = values.slice(from, from + means.width).filter((value) => !Number.isNaN(value));
          const isShort = from > 0 && 2 * (values.length - from) < means.width;
          if (known.length === 0 || isShort) continue;
          expected.push([from + means.width / 2, known.reduce((a, b) => a + b, 0) / known.length]);
        }
        assertEquals(points.map(([row]) => row), expected.map(([row]) => row));
        points.forEach(([, mean], i) => assertAlmostEquals(mean, expected[i][1], 1e-9));
      },
    ),
    { seed: 8, numRuns: 200 },
  );
});

Deno.test("HalvingMeans: a stretch that has only begun is left out, wherever it has values a place is told", () => {
  const means = new HalvingMeans(1, 8);
  for (let row = 0; row < 17; row++) means.add(row, 0, row);
  assertEquals(means.points(0), [[2, 1.5], [6, 5.5], [10, 9.5], [14, 13.5]]);
  assertEquals(means.places(0), [2, 6, 10, 14, 18]);
  means.add(17, 0, 18);
  assertEquals(means.points(0).at(-1), [18, 17], "half of it is there");
});

Deno.test("Trace keeps the newest rows, oldest first", () => {
  const trace = new Trace(2, 3);
  for (let row = 0; row < 5; row++) {
    const at = trace.next();
    trace.buffer[at] = row;
    trace.buffer[at + 1] = 10 * row;
  }
  assertEquals(trace.points(1), [[2, 20], [3, 30], [4, 40]]);
});

Deno.test("linesPlot: lines that are nested are drawn one on the other, each narrower than those under it", () => {
  const points = [[0, 1], [1, 1]] as const;
  const lines = ["gru", "mlp", "majority"].map((name) => ({ name, points }));
  const axes = { x: { label: "x (rows)" }, y: { label: "y (share)" } };
  const classes = (isNested: boolean) => {
    const { html } = linesPlot({ kind: "lines", title: "t", ...axes, lines, isNested }, "f");
    return [...html.matchAll(/<path class="line ([^"]+)"/g)].map(([, found]) => found);
  };
  const wide = ["solid c0 under2", "solid c1 under1", "solid c2"];
  assertEquals(classes(true), [...wide, ...wide], "the picture's and the legend's");
  assertEquals(
    new Set(classes(false).filter((it) => !it.startsWith("dot"))),
    new Set(["solid c0", "solid c1", "solid c2"]),
  );
  const width = (name: string) =>
    Number(new RegExp(`\\.${name}\\{[^}]*stroke-width:([\\d.]+)`).exec(STYLE)?.[1]);
  assert(width("under2") > width("under1") && width("under1") > width("line"));
});

Deno.test("html escapes what is text, and nothing else", () => {
  const name = `<b>"a" & 'b'</b>\u0007`;
  assertEquals(
    html`<p title="${name}">${[html`<i>${1}</i>`, html`<i>2</i>`]}</p>`.html,
    `<p title="&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;\u{FFFD}"><i>1</i><i>2</i></p>`,
  );
});

Deno.test("scaleOf: whole axes have whole marks, logarithmic ones powers, empty ones do not break", () => {
  const whole = { label: "x", isWhole: true };
  assertEquals(ticksOf(whole, scaleOf(whole, [1, 3], [0, 100]), 8).map(({ text }) => text), ["1", "2", "3"]);
  const log = { label: "y", scale: "log" } as const;
  const scale = scaleOf(log, [1e-6, 0, -1, NaN, 100], [0, 100]);
  assertEquals(scale.domain(), [1e-6, 100]);
  const share = scaleOf({ ...log, include: [1] }, [0.6, 7.5], [0, 100]);
  assertEquals(ticksOf(log, share, 6).map(({ text }) => text), ["0.7", "1", "1.5", "2", "3", "5", "7"]);
  assertEquals(ticksOf(log, scaleOf(log, [0.93, 1.08], [0, 9]), 4).map(({ text }) => text), [
    "0.95",
    "1",
    "1.05",
  ]);
  assertEquals(ticksOf(log, scale, 4).map(({ text }) => text), ["10⁻⁶", "10⁻⁴", "0.01", "1", "100"]);
  for (const axis of [whole, log]) {
    for (const values of [[], [NaN], [5]]) assert(Number.isFinite(scaleOf(axis, values, [0, 1]).domain()[0]));
  }
});

Deno.test("linesPlot: a gap stays a gap, labels and legend are there", () => {
  const points = [[0, 1], [1, NaN], [2, 3], [3, 2]] as const;
  const { html: svg } = linesPlot({
    kind: "lines",
    title: "T <1>",
    x: { label: "row (number)" },
    y: { label: "error (unit)" },
    lines: [{ name: "lstm", points }, { name: "actual", points, isTruth: true, stroke: "dashed" }],
    bands: [{ name: "90 %", points: [[0, 0, 2], [2, 1, 4]], colour: 0 }],
  }, "f");
  for (const text of ["T &lt;1&gt;", "row (number)", "error (unit)", "90 %"]) assertStringIncludes(svg, text);
  assertEquals(
    svg.match(/<path class="line solid c0" d="M[^M"]+M[^M"]+"/g)?.length,
    1,
    "two pieces, once",
  );
  assertEquals(svg.match(/<li>/g)?.length, 3);
  assertEquals(svg.match(/<use href="#f"/g)?.length, 2, "wide and narrow");
  assert(!svg.includes("NaN"));
});

const heat = (figure: Omit<Parameters<typeof heatPlot>[0], "kind" | "title">) =>
  heatPlot({ kind: "heat", title: "T", ...figure });

Deno.test("heatPlot: a cell per number, shaded by it", () => {
  const { html: svg } = heat({
    x: "read (place)",
    y: "written (place)",
    value: "weight",
    most: 2,
    values: [[0, 1], [2, 3]],
  });
  assertEquals([...svg.matchAll(/class="cell"[^>]*fill-opacity="([\d.]+)"/g)].map(([, o]) => Number(o)), [
    0,
    0.5,
    1,
    1,
  ]);
});

Deno.test("heatPlot: rows and columns have names, cells what they hold, and names from the data are text", () => {
  const { html: svg } = heat({
    x: "predicted (class)",
    y: "label (class)",
    columns: ["a", "<b>"],
    rows: -1,
    value: "share",
    least: 1,
    most: 3,
    values: [[1, 2], [NaN, 3]],
    texts: [[["1 %", "12"], []], [[], ["<i>"]]],
  });
  assertEquals([...svg.matchAll(/class="cell"[^>]*fill-opacity="([\d.]+)"/g)].map(([, o]) => Number(o)), [
    0,
    0.5,
    0,
    1,
  ]);
  const texts = [...svg.matchAll(/<text class="(\w+)[^>]*>([^<]*)</g)].map(([, kind, text]) => [kind, text]);
  assertEquals(texts.filter(([kind]) => kind === "inside"), [["inside", "1 %"], ["inside", "12"], [
    "inside",
    "&lt;i&gt;",
  ]]);
  assertEquals(texts.filter(([kind]) => kind === "tick").map(([, text]) => text), [
    "−1",
    "0",
    "a",
    "&lt;b&gt;",
  ]);
});

Deno.test("timeTicks: no finer than they lie apart, and the larger unit where it begins", () => {
  const at = (text: string) => Date.parse(`${text}Z`);
  const texts = (from: string, to: string, count: number) =>
    timeTicks(at(from), at(to), count).map(({ text }) => text);
  assertEquals(texts("2000-01-03", "2020-04-17", 4), ["2005", "2010", "2015", "2020"]);
  assertEquals(texts("2019-10-25", "2020-04-22", 6), ["Nov 2019", "Dec", "Jan 2020", "Feb", "Mar", "Apr"]);
  assertEquals(texts("2020-04-28", "2020-05-03", 5), [
    "28 Apr",
    "29 Apr",
    "30 Apr",
    "1 May",
    "2 May",
    "3 May",
  ]);
  assertEquals(texts("2020-04-28T22:00", "2020-04-29T01:00", 4), ["22:00", "23:00", "29 Apr", "01:00"]);
  assertEquals(texts("2020-04-28T22:00", "2020-04-28T22:01", 3), [
    "22:00:00",
    "22:00:15",
    "22:00:30",
    "22:00:45",
    "22:01:00",
  ]);
  assertEquals(momentText(at("2020-04-28T22:30")), "28 Apr 2020, 22:30");
  assertEquals(momentText(NaN), "–");
  assertEquals(spanText(at("2019-10-25"), at("2020-04-22T12:00")), "25 Oct 2019 to 22 Apr 2020");
  assertEquals(spanText(at("2020-04-28T22:00"), at("2020-04-28T23:00")), "28 Apr 2020, 22:00 to 23:00");
});

Deno.test("binomialBand: quantiles of the binomial distribution", () => {
  // By R: qbinom(c(.025, .975), 100, .9) is 84 95; of 20 and 0.5 it is 6 14; of 10 and 0.9 it is 7 10.
  assertEquals(binomialBand(100, 0.9), [0.84, 0.95]);
  assertEquals(binomialBand(20, 0.5), [0.3, 0.7]);
  assertEquals(binomialBand(10, 0.9), [0.7, 1]);
  const [low, high] = binomialBand(40_000, 0.9);
  assertAlmostEquals(high - low, 2 * 1.96 * 0.3 / 200, 1e-5);
});

Deno.test("modelLooks: a kind has one colour on every page, a second model of it another stroke", () => {
  const [lstm, deep, naive, ewma] = modelLooks(["lstm", "lstm", "naive", "ewma"]);
  assertEquals([lstm.stroke, deep.stroke], ["solid", "dashed"]);
  assertEquals(lstm.colour, deep.colour);
  assertEquals(naive.colour, GREY);
  assertEquals(modelLooks(["ewma"])[0], ewma);
  for (const kind of ["theta", "new", "x"]) assert(modelLooks([kind])[0].colour !== GREY);
});

Deno.test("spread: names keep their order and distance, within the bounds as far as there is room", () => {
  assertEquals(spread([50, 20, 52], 0, 100), [50, 20, 65]);
  assertEquals(spread([99, 98, 97], 0, 100), [100, 85, 70]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 12 }), (wanted) => {
      const placed = spread(wanted, 0, 300);
      const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
      order.forEach((i, n) => {
        assert(placed[i] >= -1e-9 && placed[i] <= 300 + 1e-9);
        if (n > 0) assert(placed[i] - placed[order[n - 1]] >= 15 - 1e-9);
      });
    }),
    { seed: 3, numRuns: 200 },
  );
});

Deno.test("digits: four that count, and all before the point", () => {
  const told = [0.0616, 2.05, 13.04, 999.96, 17420.6, -0.5, 0, 3.2e-7, 1e15].map(digits);
  const expected = [
    "0.06160",
    "2.050",
    "13.04",
    "1000",
    "17,421",
    "-0.5000",
    "0.000",
    "3.200e-7",
    "1.000e+15",
  ];
  assertEquals(told, expected);
});

Deno.test("STYLE: every colour of a line stands out from its ground, in light and in dark", () => {
  const [light, dark] = STYLE.split("@media (prefers-color-scheme:dark)").map((css) => {
    const colours = new Map(
      [...css.matchAll(/--(\w+):(#\w+)/g)].slice(0, 22).map(([, name, c]) => [name, c]),
    );
    return { ground: colours.get("card")!, colours };
  });
  for (const { ground, colours } of [light, dark]) {
    for (let i = 0; i < COLOURS; i++) {
      assert(contrast(colours.get(`c${i}`)!, ground) >= 4.5, `c${i} on ${ground}`);
    }
    for (const name of ["text", "soft"]) assert(contrast(colours.get(name)!, ground) >= 4.5, name);
  }
});

/** WCAG 2.2: relative luminances, each with 0.05 of stray light. */
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(colour: string): number {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((d) => d + d) : colour.slice(1).match(/../g)!;
  const [r, g, b] = digits.map((d) => parseInt(d, 16) / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
