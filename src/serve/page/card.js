/** A card of one series: its name, what comes next in words, and the chart. */

import { Chart } from "./chart.js";
import { digits, moment, percent } from "./words.js";

function element(kind, parent, className = "") {
  const made = document.createElement(kind);
  if (className !== "") made.className = className;
  parent.append(made);
  return made;
}

export class Card {
  /** @param state what all cards share: the run, the target, the model that is shown */
  constructor(parent, series, state) {
    this.series = series;
    this.state = state;
    this.points = [];
    this.head = 0;
    this.slot = undefined;
    this.next = [];
    this.node = element("article", parent, "card");
    this.name = element("h3", this.node);
    this.coming = element("p", this.node, "next");
    this.about = element("p", this.node);
    this.place = element("div", this.node, "plot");
    this.place.tabIndex = 0;
    this.place.setAttribute("role", "img");
    this.place.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      this.chart.move(by);
    });
    this.draw();
  }

  /** Makes the chart, with the colours as they are now. */
  draw() {
    const { run, target, shown } = this.state;
    this.chart?.remove();
    this.look = run.models[shown];
    this.width = this.place.clientWidth || 320;
    this.chart = new Chart(this.place, this.width, run, this.look, run.targets[target], (i) => this.read(i));
    this.refresh();
  }

  /** What a frame says of the series: rows that follow those that are known, or begin anew. */
  take({ key, slot, head, from, points, next, risk }) {
    this.key = key;
    this.risk = risk;
    if (points === undefined) return;
    const isNext = slot === this.slot && from === this.head;
    const known = isNext ? this.points : this.merged(points);
    this.points = [...known, ...points].slice(-this.state.run.points);
    [this.slot, this.head, this.next] = [slot, head, next];
  }

  /** After a lost connection: what is known of the time before. */
  merged(points) {
    const first = points[0]?.[0];
    if (first === undefined) return this.points;
    const before = this.points.filter(([place]) => place < first);
    const reaches = this.points.some(([place]) => place >= first);
    return reaches ? before : [];
  }

  refresh(events = this.events ?? []) {
    this.events = events;
    const { run, target } = this.state;
    const { points, next } = this;
    const title = [this.key, run.targets[target]].filter((part) => part).join(", ");
    this.name.textContent = title;
    const [place, forecast, ...bounds] = next[0] ?? [];
    const [low, high] = bounds.slice(-2);
    const range = low === null || low === undefined ? "" : ` ${digits(low)} to ${digits(high)}`;
    this.coming.textContent = "";
    element("b", this.coming).textContent = digits(forecast);
    this.coming.append(range);
    const risk = this.risk === undefined ? "" : `, risk ${percent(this.risk, 0)}`;
    const newest = points.at(-1);
    this.words = `next at ${moment(place, run.time)}, by ${this.look.name}; newest ${
      digits(newest?.[1])
    }${risk}`;
    this.node.classList.toggle("alarmed", this.isAlarmed(events));
    this.place.setAttribute(
      "aria-label",
      `${title}: newest ${digits(newest?.[1])}, next ${digits(forecast)}${range}`,
    );
    this.read(this.chart.index);
    this.chart.show(points, next, events.filter((event) => event.target === run.targets[target]));
  }

  /** Whether the newest alert has not been cleared. */
  isAlarmed(events) {
    return events.findLast(({ event }) => event.startsWith("alert"))?.event === "alert";
  }

  /** The row under the cursor in words, be it to come. */
  read(index) {
    this.about.textContent = index === null || index === undefined ? this.words : this.told(index);
  }

  told(index) {
    const { points, next, state: { run } } = this;
    const point = points[index];
    if (point !== undefined) {
      return `${moment(point[0], run.time)}: ${digits(point[1])}, forecast ${digits(point[2])}`;
    }
    const [place, forecast, ...bounds] = next[index - points.length] ?? [];
    const [low, high] = bounds.slice(-2);
    return `${moment(place, run.time)}: forecast ${digits(forecast)}, ${digits(low)} to ${digits(high)}`;
  }

  resize() {
    const width = this.place.clientWidth;
    if (width === this.width || width === 0) return;
    this.width = width;
    this.chart.resize(width);
  }

  remove() {
    this.chart.remove();
    this.node.remove();
  }
}
