import { assertEquals } from "@std/assert";
import { EventLines } from "../../src/output/event_lines.ts";
import { EventWriter, type StreamEvent } from "../../src/output/event_writer.ts";

const ALERT: StreamEvent = {
  event: "alert",
  series: "p\n1",
  time: "5",
  row: 42,
  rule: "spo2<90 within 10 rows",
  target: "spo2",
  probability: 0.333333333,
  value: NaN,
};

function written(event: StreamEvent, timeIsNumber: boolean): string {
  let text = "";
  new EventWriter({ writeSync: (bytes) => text += new TextDecoder().decode(bytes) }, timeIsNumber).tell(
    event,
  );
  return text;
}

Deno.test("EventWriter writes an event as a line of JSON, times as the input has them", () => {
  const rest =
    '"row":42,"rule":"spo2<90 within 10 rows","target":"spo2","probability":0.333333,"value":null}\n';
  assertEquals(written(ALERT, true), `{"event":"alert","series":"p\\n1","time":5,${rest}`);
  assertEquals(written(ALERT, false), `{"event":"alert","series":"p\\n1","time":"5",${rest}`);
});

Deno.test("EventLines says alerts in a line that nothing can break, and leaves drift to the end", () => {
  const lines: string[] = [];
  const sink = new EventLines((line) => lines.push(line));
  sink.tell(ALERT);
  sink.tell({ ...ALERT, series: "", event: "alert cleared" });
  sink.tell({ event: "drift", series: "", time: "1", row: 1, model: "lstm" });
  assertEquals(lines, [
    "foretide: alert p\\n1 5: spo2<90 within 10 rows (probability 0.333, value NaN)",
    "foretide: alert cleared 5: spo2<90 within 10 rows (probability 0.333, value NaN)",
  ]);
});
