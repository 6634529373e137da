import type { LiveState } from "./live_state.ts";

/** Series that have lines of their own: a store of metrics pays for every one. */
const SERIES = 100;

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/**
 * The run in Prometheus' text format, version 0.0.4. Labels are bounded: models, targets and rules of the
 * run, and its first 100 series. What is not known is left out.
 */
export function metrics(state: LiveState, readers: number, now: number): string {
  const { board, run, keys, counts } = state;
  const targets = run.targets.slice(0, board.shape.targets);
  const races = targets.flatMap((target, k) => state.race(k).map((racer) => ({ target, ...racer })));
  const of = (kind: string) =>
    [...counts].filter(([name]) => name.startsWith(`${kind}\n`)).map(([name, n]) =>
      [name.slice(kind.length + 1), n] as const
    );
  const newest = state.newestPlace / 1000;
  return [
    family("foretide_build_info", "gauge", "Version of the program.", [[{ version: run.version }, 1]]),
    family("foretide_rows_total", "counter", "Rows learned.", [[{}, state.start + board.rows]]),
    family("foretide_bad_rows_total", "counter", "Rows that could not be read.", [[{}, state.skipped]]),
    family("foretide_series", "gauge", "Series met.", [[{}, keys.length]]),
    family("foretide_rows_per_second", "gauge", "Rows learned a second.", [[{}, state.rate]]),
    family("foretide_newest_row_seconds", "gauge", "Time of the newest row, wall clock.", [[{}, newest]]),
    family("foretide_lag_seconds", "gauge", "Clock less time of the newest row.", [[{}, state.lag(now)]]),
    family("foretide_readers", "gauge", "Readers of the live page.", [[{}, readers]]),
    family(
      "foretide_skill",
      "gauge",
      "1 - squared error / that of repeating the last value, newest 1,000 rows.",
      races.map(({ target, name: model, skill }) => [{ model, target }, skill]),
    ),
    family(
      "foretide_coverage",
      "gauge",
      "Share of the actuals inside the widest interval, newest 1,000 rows.",
      races.map(({ target, name: model, coverage }) => [{ model, target }, coverage]),
    ),
    family(
      "foretide_alerts_total",
      "counter",
      "Alerts raised.",
      run.rules.map(({ text: rule }) => [{ rule }, of("alert").find(([name]) => name === rule)?.[1] ?? 0]),
    ),
    family(
      "foretide_drift_alarms_total",
      "counter",
      "Drift alarms.",
      run.models.map((
        { name: model },
      ) => [{ model }, of("drift").find(([name]) => name === model)?.[1] ?? 0]),
    ),
    ...seriesFamilies(state, targets),
  ].join("");
}

/** The newest value of the first series, and what comes next at the nearest horizon. */
function seriesFamilies(state: LiveState, targets: readonly string[]): string[] {
  const { board, keys, run } = state;
  const { levels } = board.shape;
  const seen = keys.slice(0, SERIES).flatMap((series, i) => {
    const slot = board.slotOf(i);
    if (slot < 0) return [];
    const head = board.headOf(slot);
    return targets.map((target, k) => {
      const own = board.pointAt(slot, Math.max(0, head - 1)) + 1 + 4 * k;
      const next = board.fanAt(slot) + 1 + k * (1 + 2 * levels);
      const numbers = board.read(slot, () => [
        board.cells[own],
        board.cells[next],
        board.cells[next + 2 * levels - 1],
        board.cells[next + 2 * levels],
      ]);
      return { labels: { series, target }, numbers: head > 0 ? numbers ?? [] : [] };
    });
  });
  const ahead = `${run.horizons[0]} row${run.horizons[0] === 1 ? "" : "s"} ahead`;
  const each = ([name, help]: readonly [string, string], i: number) =>
    family(`foretide_${name}`, "gauge", help, seen.map(({ labels, numbers }) => [labels, numbers[i] ?? NaN]));
  const families = ([
    ["actual", "Newest value."],
    ["forecast", `Forecast, ${ahead}.`],
    ["lower", `Lower end of the widest interval, ${ahead}.`],
    ["upper", `Upper end of the widest interval, ${ahead}.`],
  ] as const).map(each);
  if (run.rules.length === 0) return families;
  const risks = keys.slice(0, SERIES).map((series, i) => [{ series }, board.riskOf(i)] as const);
  return [...families, family("foretide_risk", "gauge", "Largest probability of an alert rule.", risks)];
}

function family(name: string, type: "counter" | "gauge", help: string, samples: readonly Sample[]): string {
  const known = samples.filter(([, value]) => Number.isFinite(value));
  if (known.length === 0) return "";
  const lines = known.map(([labels, value]) => `${name}${labelText(labels)} ${value}`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
