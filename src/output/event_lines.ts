import { printable } from "../base/printable.ts";
import type { EventSink, StreamEvent } from "./event_writer.ts";

/**
 * Alerts as lines for people, where no file takes the events: `alert p06 2026-01-12T18:40:00Z: spo2<90 within 10m p>0.3
 * (probability 0.34, horizon 10, forecast 90.6, value 91)`. Drift is reported in the conclusions, seasons in
 * the warnings, because no option asked for them.
 */
export class EventLines implements EventSink {
  constructor(private readonly print: (line: string) => void) {}

  tell({ event, series, time, row: _row, rule, target: _target, ...facts }: StreamEvent): void {
    if (event === "drift" || event === "season") return;
    const of = series === "" ? "" : ` ${series}`;
    const told = Object.entries(facts).map(([name, fact]) => `${name} ${short(fact)}`).join(", ");
    this.print(printable(`foretide: ${event}${of} ${time}: ${rule} (${told})`));
  }
}

function short(fact: string | number): string {
  return typeof fact === "number" ? String(Number(fact.toPrecision(3))) : fact;
}
