/** One series as a chart: the actuals, what had been said of them, and the fan of what comes next. */

/* global uPlot */
import { ticks } from "./words.js";

const HEIGHT = 190;

/** What is drawn, as columns over one axis: rows, then what comes next, which begins at the newest row. */
function columns(points, next, levels) {
  const last = points.at(-1);
  const ahead = last === undefined ? [] : next.filter(([place]) => place !== null && place > last[0]);
  const x = [...points.map(([place]) => place), ...ahead.map(([place]) => place)];
  const past = (j) => [...points.map((point) => point[j]), ...ahead.map(() => null)];
  const gap = points.slice(1).map(() => null);
  const start = last?.[1] ?? null;
  const future = (j) => last === undefined ? [] : [...gap, start, ...ahead.map((it) => it[j])];
  const fan = levels.flatMap((_, l) => [future(2 + 2 * l), future(3 + 2 * l)]);
  return [x, past(1), past(2), past(3), past(4), future(1), ...fan];
}

/** A chart in `place`, `width` pixels wide. */
export class Chart {
  constructor(place, width, run, look, target, onPoint) {
    this.run = run;
    this.marks = [];
    this.limits = run.rules.filter((rule) => rule.target === target && rule.limit !== undefined);
    this.target = target;
    this.onPoint = onPoint;
    this.plot = new uPlot(this.options(width, look), [[], [], [], [], [], []], place);
  }

  options(width, look) {
    const { run } = this;
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const own = colour(`c${look.colour}`);
    const axis = {
      stroke: colour("soft"),
      grid: { stroke: colour("line"), width: 1 },
      ticks: { stroke: colour("line"), width: 1, size: 4 },
      font: "12px system-ui, sans-serif",
    };
    const fill = `${own}2b`;
    const none = { stroke: "transparent", width: 0, points: { show: false } };
    const isTime = run.time.kind === "date" || run.time.kind === "date-time";
    this.alert = colour("c8");
    this.drift = colour("soft");
    const first = 6;
    return {
      width,
      height: HEIGHT,
      ms: 1,
      tzDate: (at) => uPlot.tzDate(new Date(at), "Etc/UTC"),
      scales: { x: { time: isTime } },
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false } },
      axes: [{
        ...axis,
        space: 60,
        ...(isTime && { values: (_, places, __, ___, step) => ticks(places, step) }),
      }, { ...axis, size: 54 }],
      series: [
        {},
        { label: "actual", stroke: colour("text"), width: 1.5, points: { show: false } },
        { label: "forecast", stroke: own, width: 1.5, points: { show: false } },
        none,
        none,
        { label: "to come", stroke: own, width: 2.5, dash: [5, 4], points: { show: false } },
        ...run.levels.flatMap(() => [none, none]),
      ],
      bands: [
        { series: [4, 3], fill },
        ...run.levels.map((_, l) => ({ series: [first + 1 + 2 * l, first + 2 * l], fill })),
      ],
      hooks: {
        draw: [(plot) => this.drawMarks(plot)],
        setCursor: [(plot) => {
          this.index = plot.cursor.idx;
          this.onPoint(this.index);
        }],
      },
    };
  }

  /** Limits of rules as dashed lines; alerts and drift alarms as strokes over the whole height. */
  drawMarks({ ctx, bbox, valToPos, scales }) {
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    for (const { limit } of this.limits) {
      if (limit < scales.y.min || limit > scales.y.max) continue;
      const y = valToPos(limit, "y", true);
      this.stroke(ctx, [bbox.left, y, bbox.left + bbox.width, y], this.alert, [6, 4]);
    }
    for (const { event, place } of this.marks) {
      if (place < scales.x.min || place > scales.x.max) continue;
      const x = valToPos(place, "x", true);
      const isDrift = event === "drift";
      this.stroke(
        ctx,
        [x, bbox.top, x, bbox.top + bbox.height],
        isDrift ? this.drift : this.alert,
        isDrift ? [2, 3] : [],
      );
    }
    ctx.restore();
  }

  stroke(ctx, [x1, y1, x2, y2], colour, dash) {
    ctx.strokeStyle = colour;
    ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
  }

  show(points, next, marks) {
    this.marks = marks;
    this.plot.setData(columns(points, next, this.run.levels));
  }

  /** Moves the cursor by so many rows, for the keyboard. */
  move(by) {
    const { plot } = this;
    const places = plot.data[0];
    if (places.length === 0) return;
    const index = Math.max(0, Math.min(places.length - 1, (plot.cursor.idx ?? places.length - 1) + by));
    plot.setCursor({ left: plot.valToPos(places[index], "x"), top: HEIGHT / 2 });
  }

  resize(width) {
    this.plot.setSize({ width, height: HEIGHT });
  }

  remove() {
    this.plot.destroy();
  }
}
