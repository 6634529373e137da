/** Rows for bench:stream: random walks of prices, written to a file. They stay above zero: what has no logarithm is not learned from. */
import { Random } from "../../src/base/random.ts";

/** Writes `time,close`, or `time,id,close` where there are several series, interleaved. */
export async function writeWalks(path: string, rows: number, series: number): Promise<void> {
  const random = new Random(1);
  const levels = new Float64Array(series).fill(100);
  const parts = [series > 1 ? "time,id,close\n" : "time,close\n"];
  for (let i = 0; i < rows; i++) {
    const s = i % series;
    levels[s] *= Math.exp(0.01 * random.normal() - 0.001 * Math.log(levels[s] / 100));
    const time = Math.floor(i / series);
    parts.push(series > 1 ? `${time},s${s},${levels[s].toFixed(4)}\n` : `${time},${levels[s].toFixed(4)}\n`);
  }
  await Deno.writeTextFile(path, parts.join(""));
}
