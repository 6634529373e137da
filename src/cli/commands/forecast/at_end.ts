import type { ColumnRoles } from "../../../input/row.ts";
import { hasDates } from "../../../library/build_monitor.ts";
import { type LatestForecast, latestForecasts } from "../../../library/latest.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import { writeAll } from "../../../output/byte_sink.ts";
import { FLUSH_BYTES } from "../../../output/forecast_sink.ts";
import type { NextOfSeries } from "../../../output/next_table.ts";
import { emptied, openOutput } from "../../../output/output_file.ts";
import { RecentValues } from "../../../output/recent_values.ts";
import type { Io } from "../../command.ts";
import { terminalWidth } from "../../log.ts";
import type { AtEnd, ForecastPath } from "./forecast_run.ts";
import { openWriter } from "./open_writer.ts";

/**
 * `--latest`: the newest forecasts of every series. On a terminal: a table of what comes next. Otherwise
 * undefined: a line for every forecast, as the rows come.
 *
 * @throws {RunError} if the file can't be opened
 */
export async function openAtEnd(
  options: ForecastOptions,
  roles: ColumnRoles,
  io: Io,
): Promise<AtEnd | undefined> {
  if (options.latest) return await openLatest(options, roles, io);
  if (!io.isTerminal || options.output !== undefined) return undefined;
  const recent = new RecentValues();
  return {
    answered: recent.take,
    async write(run) {
      const { nextTable } = await import("../../../output/next_table.ts");
      const table = nextTable(nextOf(run, recent), Math.max(...options.levels), terminalWidth());
      await writeAll(io.stdout, new TextEncoder().encode(`${table}\n`));
    },
  };
}

async function openLatest(options: ForecastOptions, roles: ColumnRoles, io: Io): Promise<AtEnd> {
  const file = options.output === undefined ? undefined : await openOutput(options.output);
  return {
    async write({ learner, times }) {
      const sink = file === undefined ? io.stdout : emptied(file);
      const writer = await openWriter({ ...options, forecastTime: true }, roles, sink, false);
      for (const record of learner.newest) {
        if (Number.isNaN(record.time)) continue; // a state of an earlier version, and no row since
        writer.row({ ...record, key: writer.prepareKey(record.name), due: times.of(record) });
        if (writer.pendingBytes > FLUSH_BYTES) await writer.flush();
      }
      await writer.flush();
      file?.close();
    },
  };
}

/** The newest forecasts of a run, as `--latest` and the summary tell them. */
export function latestOf({ learner, options, reader: { roles }, times }: ForecastPath): LatestForecast[] {
  const models = options.models.map(({ name }) => name);
  const { horizons, levels, emit } = options;
  const columns = {
    targets: roles.targets,
    horizons,
    models,
    levels,
    emit,
    timeIsNumber: !hasDates(roles.timeKind),
  };
  return latestForecasts(learner.newest, columns, times);
}

/**
 * One forecast for each target and horizon: of the model that has been best there; before there is one, the
 * ensemble's.
 */
function nextOf(run: ForecastPath, recent: RecentValues): NextOfSeries[] {
  const { learner, evaluation, options } = run;
  const usual = (options.models.find(({ kind }) => kind === "ensemble") ?? options.models[0]).name;
  const best = new Map(
    options.horizons.flatMap((horizon) =>
      run.reader.roles.targets.map((target) =>
        [`${target}\n${horizon}`, evaluation.best(target, horizon)?.model ?? usual] as const
      )
    ),
  );
  const bySeries = Map.groupBy(
    latestOf({ ...run, options: { ...options, emit: undefined } }),
    ({ series }) => series,
  );
  return learner.newest.map((record, i) => ({
    series: record.name,
    time: record.timeText,
    recent: recent.of(i),
    forecasts: (bySeries.get(record.name) ?? [])
      .filter(({ target, horizon, model }) => best.get(`${target}\n${horizon}`) === model)
      .map(({ forecast, lower, upper, forecastTime, ...place }) => ({
        ...place,
        value: forecast ?? NaN,
        lower: lower ?? NaN,
        upper: upper ?? NaN,
        due: String(forecastTime ?? ""),
      })),
  }));
}
