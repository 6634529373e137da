import { RunError } from "../../../base/errors.ts";
import { FILES } from "../../../checkpoint/file_system.ts";
import { StateFile } from "../../../checkpoint/state_file.ts";
import { type ByteSink, writeAll } from "../../../output/byte_sink.ts";
import { FORMATS } from "../../../output/line_format.ts";
import { emptied, openOutput } from "../../../output/output_file.ts";
import { openLog } from "../../log.ts";
import type { Io } from "../../command.ts";
import { checkDistinctFiles } from "../../../options/distinct_files.ts";
import type { GenerateOptions } from "./flags.ts";
import { generateNumbers } from "./numbers.ts";
import type { PathLine } from "./path_line.ts";
import { generateText } from "./text.ts";

const COLUMNS = ["series", "path", "step", "target", "value"];
/** Characters of output that are sent at once. */
const FLUSH_AT = 1 << 16;

/**
 * Reads a state and the rows that have come since, if any; then writes paths.
 * @throws {RunError} if the state cannot be read, or nothing can be generated from it
 */
export async function runGenerate(options: GenerateOptions, io: Io): Promise<void> {
  const { state, input, output } = options;
  await checkDistinctFiles({ state, input, output });
  const { saved } = await StateFile.open(FILES, options.state);
  if (saved === undefined) throw new RunError(`Cannot read "${options.state}": there is no such file`);
  const progress = openLog(options, io);
  const told = saved.facts.options;
  const lines = told["the command"] === "classify"
    ? await generateText(saved, options, progress)
    : await generateNumbers(saved, options, progress);
  const file = options.output === undefined ? undefined : emptied(await openOutput(options.output));
  await writeLines(lines, options.format, file ?? io.stdout);
  file?.close();
}

async function writeLines(
  lines: Iterable<PathLine>,
  format: "csv" | "ndjson",
  sink: ByteSink,
): Promise<void> {
  const encoder = new TextEncoder();
  let text = format === "csv" ? COLUMNS.join(",") + "\n" : "";
  for (const { series, path, step, target, value } of lines) {
    const none = typeof value === "number" && !Number.isFinite(value);
    text += format === "ndjson"
      ? JSON.stringify({ series, path, step, target, value: none ? null : value }) + "\n"
      : [series, String(path), String(step), target, none ? "" : String(value)].map(FORMATS.csv.field).join(
        ",",
      ) +
        "\n";
    if (text.length < FLUSH_AT) continue;
    await writeAll(sink, encoder.encode(text));
    text = "";
  }
  await writeAll(sink, encoder.encode(text));
}
