import { RunError } from "../../../base/errors.ts";
import { type Checkpoint, FORMAT } from "../../../checkpoint/checkpoint.ts";
import { FILES } from "../../../checkpoint/file_system.ts";
import { RestoringArchive } from "../../../checkpoint/restoring_archive.ts";
import { StateFile } from "../../../checkpoint/state_file.ts";
import { type ByteSink, writeAll } from "../../../output/byte_sink.ts";
import { count, label } from "../../../output/label.ts";

/** Series whose rows the table tells; JSON tells all. */
const SHOWN_SERIES = 10;

/** A series of a checkpoint, and the rows learned of it. */
interface SeriesFacts {
  readonly key: string;
  readonly rows: number;
}

/**
 * Writes what a checkpoint holds.
 * @throws {RunError} if it cannot be read, is damaged, or is none
 */
export async function inspectCheckpoint(
  path: string,
  format: "table" | "json",
  out: ByteSink,
): Promise<void> {
  const { saved } = await StateFile.open(FILES, path);
  if (saved === undefined) throw new RunError(`Cannot read "${path}": there is no such file`);
  const series = seriesOf(saved, path);
  const text = format === "json" ? json(saved, series) : table(saved, series, path);
  await writeAll(out, new TextEncoder().encode(text));
}

function seriesOf({ tensors, facts }: Checkpoint, path: string): SeriesFacts[] {
  const engine = RestoringArchive.from(tensors, path).within("pipeline").within("engine");
  const series: SeriesFacts[] = [];
  for (let i = 0; i < facts.series; i++) {
    const key = engine.text(`key.${i}`, "");
    series.push({ key, rows: engine.within(`series.${i}`).number("rows", 0) });
  }
  return series;
}

function json({ version, facts, tensors }: Checkpoint, series: readonly SeriesFacts[]): string {
  const { rows, skipped, kernels, models, options, output, rejects } = facts;
  const shapes = [...tensors].map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  const told = { version, format: FORMAT, rows, skipped, kernels, series, models, options, output, rejects };
  return JSON.stringify({ ...told, tensors: shapes }, null, 2) + "\n";
}

function table(
  { version, facts, tensors }: Checkpoint,
  series: readonly SeriesFacts[],
  path: string,
): string {
  const { rows, skipped, kernels, models, options, output } = facts;
  let numbers = 0;
  for (const { shape } of tensors.values()) numbers += shape.reduce((size, length) => size * length, 1);
  const lines = [
    `${label(path, 80)}: a checkpoint of foretide ${label(version)}, whole`,
    "",
    ...columns([
      ["rows learned", count(rows)],
      ["rows skipped", count(skipped)],
      ["series", count(series.length)],
      ["kernels", label(kernels)],
      ["tensors", `${count(tensors.size)}, ${count(numbers)} numbers`],
      [
        "output",
        output === null ? "standard output" : `${label(output.path, 60)}, ${count(output.length)} bytes`,
      ],
    ]),
    "",
    ...columns([
      ["model", "parameters", "updates", "options"],
      ...models.map(({ name, parameters, updates, options }) => [
        label(name),
        typeof parameters === "number" ? count(parameters) : "–",
        typeof updates === "number" ? count(updates) : "–",
        Object.entries(Object(options)).map(([option, value]) => `${label(option)}=${shown(value)}`).join(
          " ",
        ),
      ]),
    ]),
    "",
    ...columns([
      ["series", "rows"],
      ...series.slice(0, SHOWN_SERIES).map(({ key, rows }) => [quoted(key), count(rows)]),
    ]),
    ...(series.length > SHOWN_SERIES ? [`  and ${count(series.length - SHOWN_SERIES)} more`] : []),
    "",
    ...columns([
      ["learned with", ""],
      ...Object.entries(options).filter(([name]) => name.startsWith("--")).map(([name, value]) => [
        label(name),
        value === "" ? "–" : label(value, 60),
      ]),
    ]),
  ];
  return lines.join("\n") + "\n";
}

function quoted(key: string): string {
  return key === "" ? '""' : label(key);
}

/** An option's value: a text, a number, or whatever a checkpoint of somebody else's making has there. */
function shown(value: unknown): string {
  return label(typeof value === "string" ? value : JSON.stringify(value), 60);
}

/** Rows of cells, each column as wide as its widest cell. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, i) => rows.reduce((widest, row) => Math.max(widest, row[i].length), 0));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join("  ")}`.trimEnd());
}
