import type { ByteSink } from "./byte_sink.ts";
import type { ForecastColumns, ForecastSink, RowForecasts } from "./forecast_sink.ts";
import { ValueColumns } from "./value_columns.ts";
import { WriteBuffer } from "./write_buffer.ts";

/** What is written, and where to. */
export interface InfluxWriterOptions extends ForecastColumns {
  readonly sink: ByteSink;
  /** Whether times are ms since 1970; plain numbers are taken as nanoseconds, if they are whole. */
  readonly isCalendar: boolean;
}

/** One line of every row: its tags behind the series, and where its numbers stand. */
interface Line {
  readonly tags: string;
  /** Index into (models, targets, horizons), and into (horizons). */
  readonly slot: number;
  readonly horizon: number;
}

/**
 * Writes forecasts as InfluxDB's line protocol, a line per target, horizon and model:
 *
 *     forecast,series=p01,target=hr,horizon=1,model=gru forecast=71.5,lower=69,upper=74 1700000000000000000
 *
 * The timestamp is the origin's. What there is none of is left out: the tag of a series without a key, fields without a
 * number, a line without a forecast.
 *
 * Source: line protocol of InfluxDB 2 (commas, equals signs and spaces of tags behind a backslash; no line breaks).
 */
export class InfluxWriter implements ForecastSink {
  private readonly buffer: WriteBuffer;
  private readonly columns: ValueColumns;
  private readonly lines: readonly Line[];
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder();

  constructor(private readonly options: InfluxWriterOptions) {
    this.buffer = new WriteBuffer(options.sink);
    this.columns = new ValueColumns(options);
    this.lines = linesOf(options);
  }

  get pendingBytes(): number {
    return this.buffer.out.length;
  }

  prepareKey(key: string): Uint8Array {
    return this.encoder.encode(key === "" ? "" : `,series=${tag(key)}`);
  }

  row(row: RowForecasts): void {
    const { columns, decoder, options: { forecastTime } } = this;
    const start = `forecast${decoder.decode(row.key)}`;
    const end = `${this.timestamp(row)}\n`;
    let text = "";
    for (const { tags, slot, horizon } of this.lines) {
      if (!Number.isFinite(row.forecasts[slot])) continue;
      text += `${start}${tags} forecast=${row.forecasts[slot]}`;
      columns.names.forEach((name, k) => {
        const value = columns.read(row, slot, k);
        if (Number.isFinite(value)) text += `,${name}=${value}`;
      });
      const due = row.due?.[horizon] ?? "";
      if (forecastTime && due !== "") text += `,forecast_time="${due.replaceAll(/["\\]/g, "\\$&")}"`;
      text += end;
    }
    const bytes = this.encoder.encode(text);
    this.buffer.out.reserve(bytes.length);
    this.buffer.out.put(bytes);
  }

  flush(): Promise<void> {
    return this.buffer.flush();
  }

  /** Nanoseconds since 1970, behind a space; "" where the rows have no such time. */
  private timestamp({ time, timeBytes, timeStart, timeEnd }: RowForecasts): string {
    if (!this.options.isCalendar) {
      const text = this.decoder.decode(timeBytes.subarray(timeStart, timeEnd));
      return /^-?\d+$/.test(text) ? ` ${text}` : "";
    }
    const whole = Math.floor(time);
    return ` ${BigInt(whole) * 1_000_000n + BigInt(Math.round((time - whole) * 1e6))}`;
  }
}

/** In the order of the output. */
function linesOf({ targets, horizons, models, emit = models }: InfluxWriterOptions): Line[] {
  return targets.flatMap((target, t) =>
    horizons.flatMap((steps, horizon) =>
      models.flatMap((model, m) => {
        const slot = (m * targets.length + t) * horizons.length + horizon;
        const tags = `,target=${tag(target)},horizon=${steps},model=${tag(model)}`;
        return emit.includes(model) ? [{ tags, slot, horizon }] : [];
      })
    )
  );
}

function tag(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ").replaceAll(/[,= ]/g, "\\$&");
}
