import { assertEquals } from "@std/assert";
import { InfluxWriter, type InfluxWriterOptions } from "../../src/output/influx_writer.ts";

/** What one row of two models becomes. */
async function written(more: Partial<InfluxWriterOptions>, key: string, time: number, text = String(time)) {
  let out = "";
  const sink = {
    write(bytes: Uint8Array) {
      out += new TextDecoder().decode(bytes);
      return Promise.resolve(bytes.length);
    },
  };
  const options = { targets: ["hr, mean"], horizons: [1], models: ["gru", "naive"], levels: [0.9] };
  const writer = new InfluxWriter({ ...options, timeIsNumber: false, isCalendar: true, sink, ...more });
  const timeBytes = new TextEncoder().encode(text);
  writer.row({
    ...{ key: writer.prepareKey(key), time, timeBytes, timeStart: 0, timeEnd: timeBytes.length },
    forecasts: Float64Array.of(71.5, 70),
    lower: Float64Array.of(69, NaN),
    upper: Float64Array.of(74, NaN),
    quantiles: Float64Array.of(70, 69),
    due: ['1"2'],
  });
  await writer.flush();
  return out;
}

Deno.test("InfluxWriter writes tags, fields and nanoseconds, and leaves out what there is none of", async () => {
  assertEquals(
    await written({}, "bed 1,a=b", Date.UTC(2024, 0, 1) + 0.5),
    "forecast,series=bed\\ 1\\,a\\=b,target=hr\\,\\ mean,horizon=1,model=gru forecast=71.5,lower=69,upper=74 " +
      "1704067200000500000\n" +
      "forecast,series=bed\\ 1\\,a\\=b,target=hr\\,\\ mean,horizon=1,model=naive forecast=70 1704067200000500000\n",
  );
});

Deno.test("InfluxWriter takes whole numbers as they stand, and no others", async () => {
  const one = { targets: ["y"], emit: ["naive"], isCalendar: false };
  const line = "forecast,target=y,horizon=1,model=naive forecast=70";
  assertEquals(
    await written(one, "", 1700000000000000000, "1700000000000000123"),
    `${line} 1700000000000000123\n`,
  );
  assertEquals(await written(one, "", 0.5), `${line}\n`);
});

Deno.test("InfluxWriter writes quantiles as fields, and the time that a forecast is for as a text", async () => {
  const one = { targets: ["y"], emit: ["naive"], quantiles: [0.1], forecastTime: true };
  assertEquals(
    await written(one, "s", 0),
    'forecast,series=s,target=y,horizon=1,model=naive forecast=70,q0.1=69,forecast_time="1\\"2" 0\n',
  );
});

Deno.test("InfluxWriter keeps a key with a line break on its line", async () => {
  const none = { models: ["gru"], horizons: [1] };
  const text = await written(none, "a\nb", 1);
  assertEquals(text.split(" ")[0], "forecast,series=a\\");
  assertEquals(text.split("\n").length, 2);
});
