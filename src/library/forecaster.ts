import { RunError } from "../base/errors.ts";
import { Damaged } from "../checkpoint/checkpoint.ts";
import { checkpointBytes, readCheckpointBytes } from "../checkpoint/checkpoint_bytes.ts";
import { checkCompatible } from "../checkpoint/compatibility.ts";
import { restoreAll } from "../checkpoint/restore_safely.ts";
import { RestoringArchive } from "../checkpoint/restoring_archive.ts";
import { SavingArchive } from "../checkpoint/saving_archive.ts";
import { startFrom } from "../checkpoint/starting_weights.ts";
import type { Score } from "../evaluation/metrics.ts";
import { BadRows } from "../input/bad_rows.ts";
import { KnownAhead } from "../input/known_ahead.ts";
import { ObjectRecords, type ObjectRow } from "../input/object_records.ts";
import type { ColumnRoles } from "../input/row.ts";
import { type ReaderOptions, RowReader } from "../input/row_reader.ts";
import type { RowSource } from "../input/row_source.ts";
import { loadKernels } from "../kernels/wasm.ts";
import { MODELS } from "../models/registry.ts";
import { formOptions } from "../options/input_flags.ts";
import { type ForecastOptions, readForecastOptions } from "../options/forecast_options.ts";
import { seriesLayout } from "../series/layout.ts";
import { buildModels, isFrozen, type RunModels } from "./build_models.ts";
import { connect, evaluated, type ForecasterParts, layoutOptionsOf } from "./connect.ts";
import { fingerprint, givenTexts, rolesOf } from "./fingerprint.ts";
import { type Forecast, ForecastCollector } from "./forecast_collector.ts";
import { type ForecasterOptions, textsOf } from "./forecaster_options.ts";
import { type Entries, type ModelPlan, planModels } from "./model_plan.ts";
import { startOf } from "./starting_weights.ts";
import type { StreamForecaster } from "./stream_forecaster.ts";
import { VERSION } from "./version.ts";

const KERNELS = await loadKernels();

/** What a run is told of while it goes on. */
export type Hooks = Pick<ForecasterOptions, "ownModels" | "onEvent" | "onNote">;

/** What a forecaster begins with. */
interface Beginning {
  readonly options: ForecastOptions;
  readonly plans: readonly ModelPlan[];
  readonly entries: Entries;
  readonly hooks: Hooks;
}

/** What is there once it is known what the columns mean. */
interface Built extends ForecasterParts {
  readonly models: RunModels;
  readonly collector: ForecastCollector;
  /** What has to stay the same from run to run of one state. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What restored bytes say beside their tensors. */
interface Before {
  readonly settings: Readonly<Record<string, string>>;
  readonly roles: ColumnRoles;
  readonly rows: number;
  readonly skipped: number;
}

/** See `StreamForecaster`. */
class RowForecaster implements StreamForecaster {
  private readonly records = new ObjectRecords();
  private readonly bad: BadRows;
  private source: RowSource | undefined;
  private built: Built | undefined;

  constructor(private readonly beginning: Beginning, private readonly before?: Before) {
    this.bad = new BadRows(this.readerOptions());
    if (before !== undefined) this.built = this.build(before.roles, false);
  }

  get rows(): number {
    return this.built?.pipeline.rows ?? 0;
  }

  get skipped(): number {
    return (this.before?.skipped ?? 0) + this.bad.count;
  }

  observe(row: ObjectRow): Forecast[] {
    this.records.push(row);
    this.source ??= this.open();
    if (this.source === undefined) return [];
    return this.take(this.source);
  }

  forecast(): Forecast[] {
    const { pipeline, collector } = this.built ?? {};
    if (pipeline === undefined || collector === undefined) return [];
    for (const record of pipeline.newest) if (record.timeEnd > 0) collector.row(record);
    return collector.take();
  }

  scores(): Score[] {
    return this.built?.evaluation.scores() ?? [];
  }

  async finish(): Promise<Forecast[]> {
    const { source, bad, records } = this;
    if (source === undefined && bad.count === 0) return [];
    if (source === undefined) throw bad.noneGood(records.columns);
    return await source.fill() ? this.take(source) : [];
  }

  save(): Uint8Array<ArrayBuffer> {
    const { built } = this;
    if (built === undefined) throw new RunError("Cannot save a forecaster: expected a row, it has seen none");
    const { pipeline, models, settings } = built;
    const archive = new SavingArchive();
    pipeline.persist(archive.within("pipeline"));
    const { rows, keys } = pipeline;
    return checkpointBytes(VERSION, {
      ...{ rows, skipped: this.skipped, series: keys.length, kernels: models.kernels, options: settings },
      models: models.facts(),
      ...{ output: null, rejects: null, events: null },
    }, archive.tensors());
  }

  /** Takes out of the source what has come. */
  private take(source: RowSource): Forecast[] {
    const { pipeline, collector } = this.built!;
    while (source.next()) pipeline.accept(source.row, source.seriesKeys);
    pipeline.serve();
    const forecasts = collector.take();
    if (this.beginning.options.series === undefined) pipeline.learn(); // no row of another series can join the minibatch
    return forecasts;
  }

  /** The source of rows, if the row at hand settles what the columns mean. */
  private open(): RowSource | undefined {
    const { beginning: { options }, before } = this;
    const reader = RowReader.over(this.records, this.bad, this.readerOptions());
    if (reader === undefined) return undefined;
    if (reader.inferred !== "") this.beginning.hooks.onNote?.("notes on the input", reader.inferred);
    if (before === undefined) this.built = this.build(reader.roles, true);
    else {
      const asked = fingerprint(options, reader.roles, this.built!.models.facts());
      checkCompatible(before.settings, asked, SAVED);
      reader.expect(this.built!.pipeline.keys);
      if (reader.roles.timeKind === "row") reader.countOn(before.rows + before.skipped);
      else reader.raise(this.built!.pipeline.times);
    }
    return reader.roles.known.length === 0 ? reader : new KnownAhead(reader, options.horizons);
  }

  private readerOptions(): ReaderOptions {
    const { beginning: { options, hooks }, before } = this;
    const { badRows, maxSeries, time, series, targets, features, known } = options;
    return {
      ...{ time, series, targets, features, known, ...before?.roles },
      ...formOptions(options),
      ...{ badRows, maxSeries, name: "rows" },
      onBadRow: (line, text) => hooks.onNote?.("bad rows", `row ${line}: ${text}, skipped`),
      onNote: (kind, line, text) => hooks.onNote?.(kind, `row ${line}: ${text}`),
    };
  }

  private build(roles: ColumnRoles, isFresh: boolean): Built {
    const { options, plans, entries, hooks } = this.beginning;
    const layout = seriesLayout(layoutOptionsOf(options, roles));
    const models = buildModels(plans, { entries, layout, kernels: KERNELS, frozen: isFrozen(options) });
    if (isFresh) {
      models.models.forEach((model, i) => {
        const start = "forecaster" in model ? startOf(model.forecaster, plans[i]) : undefined;
        if (start !== undefined) startFrom(start.path, start.beginner);
      });
    }
    const { emit, quantiles } = options;
    const collector = new ForecastCollector({ ...evaluated({ options, layout }), emit, quantiles }, roles);
    const parts = connect({
      ...{ options, roles, layout, writer: collector },
      models: models.models,
      events: { tell: (event) => hooks.onEvent?.(event) },
      warn: (kind, text) => hooks.onNote?.(kind, text),
      filesResiduals: true,
    });
    return { ...parts, models, collector, settings: fingerprint(options, roles, models.facts()) };
  }

  /** Takes over what was saved. */
  restore(archive: RestoringArchive): void {
    restoreAll(archive, this.built!.pipeline, SAVED);
  }
}

/** What messages call saved bytes. */
const SAVED = "the saved bytes";

/**
 * A forecaster that has seen no row yet.
 *
 * @throws {UsageError} if an option is wrong or unknown, two contradict each other, or a model has no such
 * option
 */
export function createForecaster(options: ForecasterOptions = {}): StreamForecaster {
  return new RowForecaster(beginningOf(textsOf(options), options));
}

/**
 * A forecaster that goes on where another was saved, or where the command left off a state: the rows that
 * follow are forecast as if it had never stopped, bit for bit.
 *
 * @param bytes from `save`, or of a state file of the command `forecast`
 * @param hooks functions and models of one's own: bytes can't hold them
 * @throws {RunError} if the bytes are damaged, or no state of `forecast`
 */
export function restoreForecaster(bytes: Uint8Array<ArrayBuffer>, hooks: Hooks = {}): StreamForecaster {
  const { facts, tensors } = readBytes(bytes);
  const { options: settings, rows, skipped } = facts;
  const roles = settings["the command"] === "classify" ? undefined : rolesOf(settings);
  if (roles === undefined) {
    throw new RunError("Cannot restore a forecaster: expected the state of a forecast, got another one's");
  }
  const beginning = beginningOf(givenTexts(settings), hooks);
  const forecaster = new RowForecaster(beginning, { settings, roles, rows, skipped });
  forecaster.restore(RestoringArchive.from(tensors, SAVED));
  return forecaster;
}

function beginningOf(texts: ReadonlyMap<string, string>, hooks: Hooks): Beginning {
  const entries: Entries = { ...MODELS, ...hooks.ownModels };
  const options = readForecastOptions(texts, Object.keys(entries));
  return { options, plans: planModels(options, entries), entries, hooks };
}

function readBytes(bytes: Uint8Array<ArrayBuffer>) {
  try {
    return readCheckpointBytes(bytes, SAVED);
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    throw new RunError("Cannot restore a forecaster: its bytes are damaged, or not all of them are there");
  }
}
