import { assert, assertEquals } from "@std/assert";
import type { AnsweredRow } from "../../src/evaluation/answered_row.ts";
import { ForecastQueue } from "../../src/evaluation/forecast_queue.ts";
import { Board } from "../../src/serve/board.ts";
import { BoardWriter } from "../../src/serve/board_writer.ts";
import { Frames, newReading } from "../../src/serve/frames.ts";
import { LiveState } from "../../src/serve/live_state.ts";
import { Readers } from "../../src/serve/readers.ts";

const SHAPE = { targets: 1, models: 2, horizons: 1, levels: 1 };
const RUN = {
  ...{ version: "1", targets: ["y"], horizons: [1], levels: [0.9], rules: [] },
  models: ["a", "b"].map((name, colour) => ({ name, colour, stroke: "solid" })),
  time: { kind: "row", name: "" },
} as const;

/** A run of many series, whose rows count up: the first model is right, the second one off. */
class MadeRun {
  readonly writer = new BoardWriter(SHAPE, {
    ...{ time: RUN.time, horizons: [1], warmup: 0, risk: undefined },
    shown: () => 0,
  });
  readonly state: LiveState;
  private readonly queues = new Map<number, { pending: ForecastQueue; newest: number }>();
  private rows = 0;

  constructor() {
    this.state = new LiveState(new Board(this.writer.board.shared), RUN); // as the page's thread sees it
  }

  row(series: number): void {
    let ledger = this.queues.get(series);
    if (ledger === undefined) {
      ledger = { pending: new ForecastQueue(2, 1, [1]), newest: -1 };
      this.queues.set(series, ledger);
      this.state.keys.push(`s${series}`);
    }
    const value = ++ledger.newest;
    const forecasts = Float64Array.of(value + 1, value + 2);
    const [lower, upper] = [forecasts.map((f) => f - 0.5), forecasts.map((f) => f + 0.5)];
    const row: AnsweredRow = {
      ...{ series, name: `s${series}`, row: ++this.rows, time: value, offset: 0 },
      ...{ actuals: Float64Array.of(value), ledger, forecasts, lower, upper },
      step: { isWallClock: false, ahead: (rows) => value + rows },
    };
    this.writer.take(row);
    ledger.pending.file(value, Float64Array.of(value), forecasts, lower, upper);
  }
}

Deno.test("BoardWriter and Frames: rows and what comes next arrive in the other thread, in frames that are bounded", () => {
  const run = new MadeRun();
  for (let i = 0; i < 5000; i++) run.row(0);
  run.writer.flush();
  const frames = new Frames(run.state);
  const reading = newReading({ search: "", sort: "met", page: 0 }, 0);
  const next = () => JSON.parse(frames.next(reading));
  const first = next();
  assertEquals(first.rows, 5000);
  const [{ points, next: fan, head }] = first.series;
  assertEquals([points.length, head], [120, 5000]);
  assertEquals(
    points.at(-1),
    [5000, 4999, 4999, 4998.5, 4999.5],
    "row, actual, forecast of it, its interval",
  );
  assertEquals(fan, [[5001, 5000, 4999.5, 5000.5]]);
  assertEquals(first.race, [[1, 1], [0, 0]]);
  run.row(0);
  assertEquals(next().series[0].points.map(([place]: number[]) => place), [5001], "the new row alone");
  for (let i = 0; i < 5000; i++) run.row(0);
  const later = next().series[0];
  assertEquals([later.points.length, later.from], [80, 10_001 - 80], "the newest of many");
});

Deno.test("BoardWriter: of more series than there are slots those have one that somebody looks at", () => {
  const run = new MadeRun();
  for (let row = 0; row < 3; row++) for (let series = 0; series < 900; series++) run.row(series);
  const { writer, state } = run;
  assertEquals(state.board.slotOf(899), -1);
  const reading = newReading({ search: "s89", sort: "met", page: 0 }, 0);
  new Frames(state).next(reading);
  assert(reading.series.includes(899));
  writer.watch(reading.series);
  run.row(899);
  writer.flush();
  const told = JSON.parse(new Frames(state).next(newReading({ search: "s899", sort: "met", page: 0 }, 0)));
  assertEquals(told.series[0].points.map(([place]: number[]) => place), [4]);
  assertEquals(told.series[0].next[0][1], 4);
  const seats = new Set(
    Array.from({ length: 900 }, (_, i) => state.board.slotOf(i)).filter((slot) => slot >= 0),
  );
  assert(seats.size <= state.board.slots);
  for (let from = 0; from < 900; from += 12) writer.watch(Array.from({ length: 12 }, (_, i) => from + i));
  for (let i = 0; i < 900; i++) {
    const slot = state.board.slotOf(i);
    if (slot >= 0) assertEquals(state.board.slotOf(i), slot);
  }
});

Deno.test("Readers: a slow one loses frames, not our memory; the next it reads has the newest rows", async () => {
  const run = new MadeRun();
  const readers = new Readers(new Frames(run.state));
  const choice = { search: "", sort: "met", page: 0 } as const;
  const slow = readers.open(choice, 0)!;
  for (let i = 0; i < 2000; i++) {
    for (let row = 0; row < 80; row++) run.row(0);
    readers.tell();
  }
  const reader = slow.getReader();
  let bytes = 0;
  let frame = { rows: 0 };
  const take = async () => {
    const { value } = await reader.read();
    bytes += value!.length;
    frame = JSON.parse(new TextDecoder().decode(value!).slice(6));
  };
  await take();
  while (bytes < 512 * 1024) await take();
  assert(bytes < 600_000, `${bytes} bytes waited`);
  assert(frame.rows < run.state.board.rows);
  run.row(0);
  readers.tell();
  await take();
  assertEquals(frame.rows, run.state.board.rows);
  await reader.cancel();
  assertEquals(readers.count, 0);
});
