import type { Archive } from "../base/archive.ts";
import { RunError } from "../base/errors.ts";
import type { Row } from "../input/row.ts";
import { type CheckpointFacts, composeCheckpoint, type FileMark } from "./checkpoint.ts";
import { checkCompatible } from "./compatibility.ts";
import { explained, restoreAll, restorePart } from "./restore_safely.ts";
import { FILES } from "./file_system.ts";
import { InputMemory } from "./input_memory.ts";
import { lockHolder, takeLock } from "./lock.ts";
import type { RecordedFile } from "./recorded_file.ts";
import type { ResumedReader } from "./repeats.ts";
import { RestoringArchive } from "./restoring_archive.ts";
import { ComposerMemory, type StoredTensor } from "./safetensors.ts";
import { type Outgoing, SavingArchive } from "./saving_archive.ts";
import { checkAccess, StateFile, withoutLinks } from "./state_file.ts";
import { numbersOf } from "./tensor_values.ts";

/** The parts of a run that its state is about. */
export interface RunParts {
  readonly reader: ResumedReader & { expect(keys: readonly string[]): void; readonly skipped: number };
  /** Whether rows have times of their own. */
  readonly timed: boolean;
  /** Whether rows are held back, so that bad ones overtake them. @default {false} */
  readonly holds?: boolean;
  readonly pipeline: {
    readonly rows: number;
    readonly keys: readonly string[];
    persist(archive: Archive): void;
  };
  readonly output: RecordedFile | undefined;
  readonly rejects: RecordedFile | undefined;
  readonly events?: RecordedFile | undefined;
  /** What a checkpoint says of the run beside that. */
  readonly kernels: string;
  readonly options: Readonly<Record<string, string>>;
  models(): CheckpointFacts["models"];
}

/**
 * The state of a run, kept in a file from run to run:
 *
 * 1. `open` takes the lock and reads the file, before any other file is touched.
 * 2. `check` compares what it was learned with and what is asked for now.
 * 3. `resume` restores the parts of the run, once they are built.
 * 4. `noteFiles`, when nothing can refuse the run any more, and before its files begin.
 * 5. `isNew` and `isNewFlaw` look at every row before it is learned.
 * 6. `save`, wherever nothing that was learned waits to be written, takes the state as it is; the file is
 *    written while the run goes on, and the run is not waited for: as long as one save is under way, `isDue`
 *    is false.
 * 7. `finish` saves what is left.
 *
 * Nothing of this touches what is forecast.
 */
export class RunState implements Disposable {
  /** Rows learned in runs before. */
  readonly resumed: number;
  private readonly archive = new SavingArchive();
  private readonly composing = new ComposerMemory();
  private readonly restoring: RestoringArchive | undefined;
  private readonly memory: InputMemory;
  private parts: RunParts | undefined;
  private hasNews = false;
  private savedRows: number;
  private writing: Promise<void> | undefined;
  private failure: unknown;

  private constructor(
    private readonly lock: Disposable,
    private readonly file: StateFile,
    private readonly settings: StateSettings,
  ) {
    const { saved, path } = file;
    this.resumed = this.savedRows = saved?.facts.rows ?? 0;
    this.memory = new InputMemory(settings.say);
    if (saved === undefined) return;
    this.restoring = RestoringArchive.from(saved.tensors, path);
    restorePart(this.restoring.within("input"), this.memory, path);
  }

  /** @throws {RunError} if the file is in use, damaged or no checkpoint, or must not be read and written */
  static async open(settings: StateSettings): Promise<RunState> {
    await checkAccess(settings.path);
    const path = await withoutLinks(settings.path);
    const lock = await takeLock(path);
    if (lock === undefined) {
      throw new RunError(
        `Cannot use the state "${settings.path}": ${await lockHolder(path)} is using it; ` +
          `wait for its end, or give this run a state of its own`,
      );
    }
    try {
      return new RunState(lock, await StateFile.open(FILES, path), settings);
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.lock[Symbol.dispose]();
  }

  /**
   * What the checkpoint knows of a file that the run writes; null: of none; undefined: there is no checkpoint
   * yet.
   */
  mark(file: "output" | "rejects" | "events"): FileMark | null | undefined {
    const { saved } = this.file;
    return saved === undefined ? undefined : saved.facts[file] ?? null;
  }

  /** Whether there was a checkpoint to resume from. */
  get isResumed(): boolean {
    return this.file.saved !== undefined;
  }

  /** What the checkpoint was learned with: the options that have to stay the same. */
  get options(): Readonly<Record<string, string>> | undefined {
    return this.file.saved?.facts.options;
  }

  /** @throws {UsageError} if the checkpoint was learned with other options than these */
  check(options: Readonly<Record<string, string>>): void {
    const { saved, path } = this.file;
    for (const change of checkCompatible(saved?.facts.options ?? {}, options, path)) {
      this.settings.say(change);
    }
  }

  /** Restores what was saved. @throws {RunError} if it does not fit */
  resume(parts: RunParts): void {
    this.parts = parts;
    const { reader, pipeline, timed, holds } = parts;
    if (this.restoring !== undefined) {
      restoreAll(this.restoring, pipeline, this.file.path);
      if (pipeline.rows !== this.resumed) {
        throw new RunError(`Cannot resume from "${this.file.path}": it holds two different numbers of rows`);
      }
      reader.expect(pipeline.keys);
      this.settings.say(`resumed from "${this.file.path}": ${this.resumed} rows were learned before`);
    }
    this.memory.begin(reader, timed, holds);
  }

  /**
   * Notes the run's files that the checkpoint does not know, before a line stands in them: a run that is
   * killed before its first save must find them again.
   */
  async noteFiles(): Promise<void> {
    const { saved } = this.file;
    const { output, rejects, events } = this.parts!;
    if (saved === undefined || ![output, rejects, events].some((file) => file?.isNew)) return;
    const { facts } = saved;
    const marks = {
      output: output?.mark ?? facts.output,
      rejects: rejects?.mark ?? facts.rejects,
      events: events?.mark ?? facts.events ?? null,
    };
    const tensors = new Map([...saved.tensors].map(([name, tensor]) => [name, outgoing(tensor)]));
    await this.file.save(await composeCheckpoint(saved.version, { ...facts, ...marks }, tensors));
  }

  /** Whether the row is to be learned. To be asked once for every accepted row, in order. */
  isNew(row: Row): boolean {
    const isNew = this.memory.isNew(row);
    if (isNew) this.hasNews = true;
    return isNew;
  }

  /** Whether a bad row is to be told of. To be asked once for every bad row, in order with the others. */
  isNewFlaw(): boolean {
    const isNew = this.memory.isNewFlaw();
    if (isNew) this.hasNews = true;
    return isNew;
  }

  /** What to say of an error of the run: one that nobody has foreseen may be the checkpoint's. */
  explained(error: unknown): unknown {
    return this.isResumed ? explained(error, this.file.path) : error;
  }

  /** Rows that came again and were left out. */
  get repeated(): number {
    return this.memory.repeatedRows;
  }

  /** Bad rows in all runs, each counted once. */
  get skipped(): number {
    const before = this.file.saved?.facts.skipped ?? 0;
    return before + this.parts!.reader.skipped - this.memory.repeatedFlaws;
  }

  /**
   * Whether so many rows have been learned since the last save that it is time for another. @throws
   * {RunError} if that failed
   */
  get isDue(): boolean {
    if (this.failure !== undefined) throw this.failure;
    return this.parts!.pipeline.rows - this.savedRows >= this.settings.every && this.writing === undefined;
  }

  /** Whether a save is under way. */
  get isWriting(): boolean {
    return this.writing !== undefined;
  }

  /** Whether there is anything to save, and no save under way. */
  get isIdle(): boolean {
    return this.hasNews && this.writing === undefined && this.failure === undefined;
  }

  /**
   * Takes the state as it is now, and begins to write it. All forecasts of what was learned have been written
   * out.
   */
  save(): void {
    const { archive, memory, settings } = this;
    const { pipeline, output, rejects, events, kernels, options, models } = this.parts!;
    archive.clear();
    memory.persist(archive.within("input"));
    pipeline.persist(archive.within("pipeline"));
    this.hasNews = false;
    this.savedRows = pipeline.rows;
    const content = composeCheckpoint(
      settings.version,
      {
        rows: pipeline.rows,
        skipped: this.skipped,
        series: pipeline.keys.length,
        kernels,
        options,
        models: models(),
        output: output?.mark ?? null,
        rejects: rejects?.mark ?? null,
        events: events?.mark ?? null,
      },
      archive.tensors(),
      this.composing,
    );
    this.writing = this.write(content)
      .catch((error) => this.failure = error)
      .then(() => this.writing = undefined);
  }

  /** The lines that a checkpoint knows of are on the disk before it is. */
  private async write(content: Promise<Uint8Array>): Promise<void> {
    const { output, rejects, events } = this.parts!;
    await Promise.all([content, output?.sync(), rejects?.sync(), events?.sync()]);
    await this.file.save(await content);
  }

  /** Saves what is left and waits until it is on the disk. @throws {RunError} if that fails, or did before */
  async finish(): Promise<void> {
    this.memory.finish();
    await this.writing;
    if (this.failure === undefined && this.hasNews) {
      this.save();
      await this.writing;
    }
    if (this.failure !== undefined) throw this.failure;
  }
}

/** A tensor of a checkpoint, to be written again. */
function outgoing(tensor: StoredTensor): Outgoing {
  return { shape: tensor.shape, values: numbersOf(tensor) };
}

/** What a state is told of the run. */
export interface StateSettings {
  /** The state's file. */
  readonly path: string;
  /** Rows from one save to the next. */
  readonly every: number;
  /** The program's version. */
  readonly version: string;
  /** Told, in a line, what a person should know. */
  readonly say: (text: string) => void;
}
