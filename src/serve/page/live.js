/** The page: it follows the run's stream of frames, and shows what the reader has chosen. */

import { Card } from "./card.js";
import { count, duration, moment, percent } from "./words.js";

const PAGE = 12;
const EVENTS = 100;
const byId = (id) => document.getElementById(id);
const state = { run: undefined, target: 0, shown: 0 };
const choice = { search: "", sort: "met", page: 0 };
const cards = new Map();
const events = [];
let source;
let isPaused = false;
let newest;

/** Opens the stream for what is chosen. A lost connection comes back by itself, with all that there is to know. */
function follow() {
  source?.close();
  source = new EventSource(`events?${new URLSearchParams({ ...choice, target: state.target })}`);
  source.onmessage = ({ data }) => take(JSON.parse(data));
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 2000);
    status("Connection lost, trying again…", true);
  };
}

function status(text, isLost = false) {
  const place = byId("status");
  if (place.textContent === text) return;
  place.textContent = text;
  place.classList.toggle("lost", isLost);
}

function take(frame) {
  if (frame.run !== undefined && frame.run.id !== state.run?.id) begin(frame.run);
  const isOther = frame.shown !== state.shown;
  state.shown = frame.shown;
  for (const event of frame.events) {
    if (event.id > (events.at(-1)?.id ?? 0)) events.push(event);
  }
  events.splice(0, events.length - 2 * EVENTS);
  arrange(frame.series);
  for (const told of frame.series) cards.get(told.series).take(told);
  newest = frame;
  if (frame.ended) source.close();
  if (isPaused && !frame.ended) return;
  show(isOther);
}

/** Another run than before: nothing that is known holds. */
function begin(run) {
  state.run = run;
  for (const card of cards.values()) card.remove();
  cards.clear();
  events.length = 0;
  byId("title").textContent = `Forecast of ${run.targets.join(", ")}`;
  document.title = `${run.targets.join(", ")}, live · Foretide`;
  byId("by-risk").hidden = run.rules.length === 0;
  byId("target-label").hidden = run.targets.length < 2;
  byId("target").replaceChildren(
    ...run.targets.map((name, i) => new Option(name, i, false, i === state.target)),
  );
}

/** One card for each series of the frame, in its order. */
function arrange(series) {
  const wanted = new Set(series.map((told) => told.series));
  for (const [number, card] of cards) {
    if (wanted.has(number)) continue;
    card.remove();
    cards.delete(number);
  }
  const place = byId("cards");
  series.forEach(({ series: number }, i) => {
    if (!cards.has(number)) cards.set(number, new Card(place, number, state));
    const { node } = cards.get(number);
    if (place.children[i] !== node) place.insertBefore(node, place.children[i] ?? null);
  });
}

function show(isOther) {
  const { run } = state;
  status(newest.ended ? "The run has ended." : "Live");
  const figures = [["rows", count(newest.rows)], ["rows a second", count(newest.rate ?? 0)], [
    "series",
    count(newest.keys),
  ]];
  if (newest.lag !== null) figures.push(["behind the clock", duration(newest.lag)]);
  if (newest.skipped > 0) figures.push(["bad rows", count(newest.skipped)]);
  byId("figures").replaceChildren(...figures.map(([name, value]) => {
    const pair = document.createElement("div");
    pair.append(Object.assign(document.createElement("dt"), { textContent: name }));
    pair.append(Object.assign(document.createElement("dd"), { textContent: value }));
    return pair;
  }));
  race(newest.race);
  pages();
  for (const card of cards.values()) {
    const own = events.filter(({ series }) => series === card.key);
    if (isOther) card.draw();
    card.refresh(own);
  }
  const level = percent(run.levels.at(-1), 0);
  byId("legend").textContent =
    `Dark: the actual. Coloured: what ${run.models[state.shown].name} had said of it, ` +
    `with its ${level} interval; dashed, what comes next. Strokes: alerts; dotted, drift.`;
  list();
}

const SVG = "http://www.w3.org/2000/svg";

/** A bar of each model's skill from zero, to either side; the best first. */
function race(racers) {
  const order = racers.map((_, i) => i).sort((a, b) =>
    (racers[b][0] ?? -Infinity) - (racers[a][0] ?? -Infinity)
  );
  const skills = racers.map(([skill]) => Math.max(-1, skill ?? 0));
  const low = Math.min(0, ...skills);
  const span = Math.max(0.01, Math.max(0, ...skills) - low);
  byId("racers").replaceChildren(...order.map((i) => {
    const [skill, coverage] = racers[i];
    const row = document.createElement("tr");
    const name = row.insertCell();
    name.textContent = state.run.models[i].name;
    const bar = document.createElement("div");
    bar.className = "skill";
    bar.append(Object.assign(document.createElement("span"), { textContent: percent(skill) }));
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 100 10");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    const zero = -100 * low / span;
    const end = 100 * (skills[i] - low) / span;
    const rect = document.createElementNS(SVG, "rect");
    for (
      const [key, value] of Object.entries({
        x: Math.min(zero, end),
        y: 1,
        width: Math.abs(end - zero),
        height: 8,
      })
    ) {
      rect.setAttribute(key, value);
    }
    rect.setAttribute("class", `c${state.run.models[i].colour}`);
    const line = document.createElementNS(SVG, "line");
    for (const [key, value] of Object.entries({ x1: zero, x2: zero, y1: 0, y2: 10 })) {
      line.setAttribute(key, value);
    }
    svg.append(rect, line);
    bar.append(svg);
    row.insertCell().append(bar);
    const inside = row.insertCell();
    inside.className = "n";
    inside.textContent = percent(coverage);
    return row;
  }));
}

function pages() {
  const { matches } = newest;
  const last = Math.max(0, Math.ceil(matches / PAGE) - 1);
  choice.page = Math.min(choice.page, last);
  const from = choice.page * PAGE;
  byId("shown").textContent = matches === 0
    ? "none"
    : `${from + 1} to ${Math.min(matches, from + PAGE)} of ${count(matches)}`;
  byId("before").disabled = choice.page === 0;
  byId("after").disabled = choice.page === last;
}

let listed = 0;

/** The newest events, newest first. */
function list() {
  const place = byId("events");
  for (const event of events.filter(({ id }) => id > listed)) {
    const item = document.createElement("li");
    item.value = event.id;
    if (event.event === "alert") item.className = "alert";
    const what = event.rule ?? `${event.model}, ${event.target}`;
    const about = [event.event, event.series, moment(event.place, state.run.time)].filter((part) => part)
      .join(" · ");
    const risk = event.probability === undefined ? "" : ` (probability ${percent(event.probability, 0)})`;
    item.textContent = `${about}: ${what}${risk}`;
    place.prepend(item);
    listed = event.id;
  }
  while (place.children.length > EVENTS) place.lastChild.remove();
  byId("quiet").hidden = place.children.length > 0;
}

function choose(changed) {
  Object.assign(choice, { page: 0 }, changed);
  follow();
}

let typing;
byId("search").addEventListener("input", ({ target }) => {
  clearTimeout(typing);
  typing = setTimeout(() => choose({ search: target.value }), 250);
});
byId("sort").addEventListener("change", ({ target }) => choose({ sort: target.value }));
byId("before").addEventListener("click", () => choose({ page: choice.page - 1 }));
byId("after").addEventListener("click", () => choose({ page: choice.page + 1 }));
byId("choice").addEventListener("submit", (event) => event.preventDefault());
byId("target").addEventListener("change", ({ target }) => {
  state.target = Number(target.value);
  for (const card of cards.values()) card.remove();
  cards.clear();
  follow();
});
byId("pause").addEventListener("click", ({ currentTarget }) => {
  isPaused = !isPaused;
  currentTarget.setAttribute("aria-pressed", String(isPaused));
  if (!isPaused && newest !== undefined) show(false);
});
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, select")) return;
  event.preventDefault();
  byId("search").focus();
});
new ResizeObserver(() => cards.forEach((card) => card.resize())).observe(byId("cards"));
matchMedia("(prefers-color-scheme: dark)").addEventListener(
  "change",
  () => cards.forEach((card) => card.draw()),
);
follow();
