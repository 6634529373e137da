/**
 * Alerts, measured on a made ward with known desaturations (fixtures/alerts/ward.ts): `deno task bench:alerts`. Prints a
 * Markdown table: rules of ours, through the whole command, beside plain thresholding of the newest value.
 */
import { run } from "../../src/cli/run.ts";
import { csvOf, LIMIT, START, ward } from "../../fixtures/alerts/ward.ts";
import { type AlarmSpan, judge, thresholdAlarms } from "../alerts/judging.ts";

const PATIENTS = 40;
const SEED = 20260301;
const MODELS = "gru,ar,naive,ensemble";
const RULES = [
  "spo2<90 within 10m p>0.2 for 3 of 5",
  "spo2<90 within 10m p>0.3 for 3 of 5",
  "spo2<90 within 10m p>0.5 for 3 of 5",
  "spo2<90 within 10m p>0.3",
  "spo2<90 within 20m p>0.3 for 3 of 5",
  "spo2<90 within 10m p>0.3 for 3 of 5 by naive",
];

const made = ward(PATIENTS, SEED);
const folder = await Deno.makeTempDir();
const [input, events, summary] = ["rows.csv", "events", "summary"].map((name) => `${folder}/${name}`);
await Deno.writeTextFile(input, csvOf(made.rows));
const args = ["--input", input, "--series", "patient", "--target", "spo2", "--features", "hr,resp,map"];
args.push("--horizon", "1-10,15,20", "--models", MODELS, "--valid", "spo2=50..100", "--quiet");
args.push(
  "--output",
  "/dev/null",
  "--events",
  events,
  "--summary",
  summary,
  ...RULES.flatMap((rule) => ["--alert", rule]),
);
const io = { stdout: { write: (bytes: Uint8Array) => Promise.resolve(bytes.length) }, stderr: Deno.stderr };
if (await run(args, io) !== 0) Deno.exit(1);

interface Event {
  readonly event: string;
  readonly series: string;
  readonly time: string;
  readonly rule: string;
}
const told = (await Deno.readTextFile(events)).trim().split("\n").map((line) => JSON.parse(line) as Event);
const { alerts } = JSON.parse(await Deno.readTextFile(summary));
await Deno.remove(folder, { recursive: true });

/** The alarms of a rule, from its events. */
function alarmsOf(rule: string): AlarmSpan[] {
  const alarms: AlarmSpan[] = [];
  const open = new Map<string, number>();
  const minuteOf = ({ time }: Event) => (Date.parse(time) - START) / 60_000;
  for (const event of told.filter((event) => event.rule === rule)) {
    if (event.event === "alert") open.set(event.series, minuteOf(event));
    if (event.event !== "alert cleared") continue;
    alarms.push({ patient: event.series, from: open.get(event.series)!, to: minuteOf(event) });
    open.delete(event.series);
  }
  for (const [patient, from] of open) alarms.push({ patient, from, to: Infinity });
  return alarms;
}

function line(name: string, alarms: readonly AlarmSpan[], calibration: string): void {
  const { found, early, lead, falsePerDay } = judge(alarms, made);
  const cells = [
    name,
    `${found} of ${made.desaturations.length}`,
    String(early),
    lead,
    falsePerDay.toFixed(2),
    calibration,
  ];
  Deno.stdout.writeSync(new TextEncoder().encode(`| ${cells.join(" | ")} |\n`));
}

const days = (made.minutes / 1440).toFixed(1);
const intro = `${PATIENTS} patients, ${days} patient-days, ${made.desaturations.length} desaturations`;
const head =
  "found | of them early | median lead, minutes | false alarms per patient-day | mean p / observed, Brier / base";
Deno.stdout.writeSync(
  new TextEncoder().encode(`${intro}\n\n| rule | ${head} |\n|---|---|---|---|---|---|\n`),
);
for (const rule of RULES) {
  const { probability, observed, brier, baseBrier } = alerts.find((report: { rule: string }) =>
    report.rule === rule
  ).calibration;
  const short = (x: number) => x.toFixed(3);
  line(
    rule,
    alarmsOf(rule),
    `${short(probability)} / ${short(observed)}, ${short(brier)} / ${short(baseBrier)}`,
  );
}
for (const [k, n] of [[1, 1], [3, 5]]) {
  line(`the value itself < ${LIMIT}, ${k} of ${n}`, thresholdAlarms(made.rows, k, n), "");
}
