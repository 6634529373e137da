import { join } from "@std/path";

/** Rows whose distributions are judged, as the command reads them. */
export interface DistributionSet {
  readonly name: string;
  readonly args: readonly string[];
  /** Text of the rows, with a header; the root is the folder of the data that is not the project's. */
  readonly rows: (root: string) => Promise<string>;
}

const FIXTURES = new URL("../../../fixtures/", import.meta.url).pathname;

const plain = (...path: string[]) => (root: string) => Deno.readTextFile(join(root, ...path));
const fixture = (name: string) => () => Deno.readTextFile(join(FIXTURES, name));
const target = (columns: string, horizons: string) => ["--target", columns, "--horizon", horizons];

/** Prices, loads, monitors, counts, seasons: every kind of error that the project has real rows of. */
export const SETS: readonly DistributionSet[] = [
  { name: "sp500", args: target("close", "1,5"), rows: fixture("sp500.csv") },
  { name: "vix", args: target("CLOSE", "1,5"), rows: plain("vix", "vix-daily.csv") },
  { name: "taylor", args: target("y", "1,48"), rows: plain("seasons", "taylor.csv") },
  {
    name: "ett",
    args: target("HUFL,HULL,MUFL,MULL,LUFL,LULL,OT", "1"),
    rows: plain("ett", "ETTh1.csv"),
  },
  {
    name: "bidmc",
    args: [...target("HR,RESP,SpO2", "10,30"), "--series", "patient", "--time", "t", "--features", "PULSE"],
    rows: monitors,
  },
  { name: "vitals", args: [...target("hr,spo2", "1,5"), "--series", "patient"], rows: fixture("vitals.csv") },
  { name: "sales", args: target("sales", "1,7"), rows: fixture("sales.csv") },
  { name: "sunspots", args: target("y", "1"), rows: plain("seasons", "sunspots.csv") },
  { name: "mintemp", args: target("y", "1"), rows: plain("seasons", "mintemp.csv") },
  { name: "births", args: target("y", "1"), rows: plain("seasons", "births.csv") },
  { name: "airline", args: target("y", "1"), rows: plain("seasons", "airline.csv") },
  { name: "ausbeer", args: target("y", "1"), rows: plain("seasons", "ausbeer.csv") },
  {
    name: "m4",
    args: [...target("y", "1"), "--series", "id", "--time", "t"],
    rows: plain("seasons", "m4-hourly.csv"),
  },
];

/** The ten bedside monitors side by side, second by second. */
async function monitors(root: string): Promise<string> {
  const folder = join(root, "bidmc");
  const rows: { readonly second: number; readonly patient: string; readonly line: string }[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith("_Numerics.csv")) continue;
    const lines = (await Deno.readTextFile(join(folder, name))).trim().split("\n").slice(1);
    const patient = name.slice(0, 8);
    lines.forEach((line, second) => rows.push({ second, patient, line: line.replaceAll(" ", "") }));
  }
  rows.sort((a, b) => a.second - b.second || (a.patient < b.patient ? -1 : 1));
  return "patient,t,HR,PULSE,RESP,SpO2\n" + rows.map(({ patient, line }) => `${patient},${line}\n`).join("");
}
