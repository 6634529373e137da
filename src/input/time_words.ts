import { MINUTE } from "./time_parser.ts";

/** The parts of a written time: digits, fractions, halves of the day and zones, each like those of another text. */

/** Seconds of a time, with a fraction as long as the text's. */
export function seconds(time: number, like: string): string {
  const [, mark = "", fraction = ""] = /([.,])(\d+)/.exec(like) ?? [];
  const inMinute = time - Math.floor(time / MINUTE) * MINUTE;
  // Cut, not rounded: 59.9996 must not become 60.000.
  const units = Math.floor(Math.round(inMinute * 1e6) / 1e9 * 10 ** fraction.length + 1e-9);
  const scale = 10 ** fraction.length;
  const whole = two(Math.floor(units / scale));
  return fraction === "" ? whole : whole + mark + String(units % scale).padStart(fraction.length, "0");
}

/** A number in two digits at least. */
export function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** AM or PM in the case and with the points of another. */
export function halfLike(half: string, hour: number): string {
  const letter = hour < 12 ? "A" : "P";
  return half.replace(/[AP]/, letter).replace(/[ap]/, letter.toLowerCase());
}

/** Minutes that a written zone is ahead of UTC. */
export function zoneMinutes(zone: string | undefined): number {
  const [, sign, hours, minutes = "0"] = /([+-])(\d\d):?(\d\d)?/.exec(zone ?? "") ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (60 * Number(hours) + Number(minutes));
}
