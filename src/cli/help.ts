import { entry, paragraph } from "./columns.ts";
import { modelOptionSections } from "./model_options_help.ts";
import type { Command, Example, ModelHelp } from "./command.ts";
import {
  commandLines,
  flagLine,
  NAME_INDENT,
  OPTION_INDENT,
  programName,
  section,
  usageOf,
} from "./help_parts.ts";

/**
 * The text of `--help`, made from the tables that also parse the command line. At most 98 characters wide.
 *
 * @param command whose help it is
 * @param commands all there are; the first needs no name
 * @param models what `--models` may name; none: the command runs no models
 * @param standalone whether this is the compiled program, which needs no permission flags
 */
export function helpText(
  command: Command,
  commands: readonly Command[],
  models: readonly ModelHelp[],
  standalone: boolean,
): string {
  const program = programName(standalone);
  const isDefault = command === commands[0];
  const sections = [
    paragraph(`foretide ${command.name}: ${command.summary}`, 0),
    `Usage: ${program} ${usageOf(command, isDefault)}`,
    ...(isDefault && commands.length > 1
      ? [section("Commands", [...commandLines(commands), `  (${program} COMMAND --help tells more)`])]
      : []),
    ...Object.entries(command.flagGroups).map(([title, flags]) =>
      section(title, Object.entries(flags).map(([key, flag]) => flagLine(key, flag)))
    ),
    ...(models.length > 0 ? modelSections(models) : []),
    section("Examples", command.examples.map((example) => exampleLines(example, standalone))),
    section("Exit codes", EXIT_CODES.map(([code, meaning]) => entry(`  ${code}`, meaning, 12))),
    ...(command.permissions?.length === 0
      ? []
      : [section("Permissions", permissionLines(command, standalone))]),
  ];
  return sections.join("\n\n") + "\n";
}

const PERMISSIONS = [
  ["none", "rows from standard input, forecasts to standard output"],
  ["--allow-read=FILE", "for --input FILE"],
  ["--allow-write=FILE,…", "for --output, --rejects, --summary, --report, --events"],
  ["both, of the folder", "for --state FILE: --allow-read=FOLDER --allow-write=FOLDER"],
] as const;

const EXIT_CODES = [
  ["0", "done, also when the reader of standard output went away"],
  ["1", "the run failed: bad rows under --bad-rows fail, an unreadable file"],
  ["2", "wrong usage"],
  [
    "129, 130, 143",
    "stopped by SIGHUP (the terminal closed), SIGINT, SIGTERM: all rows read are answered, the state is saved",
  ],
];

/** The models; then their options. */
function modelSections(models: readonly ModelHelp[]): string[] {
  return [
    section("Models", [
      ...models.map(({ name, summary }) => entry(`  ${name}`, summary, NAME_INDENT)),
      paragraph(
        "Options stand in parentheses: lstm(hidden=64,layers=2). Two of a kind need names of their own:",
        2,
      ),
      "  lstm,lstm(hidden=64,as=big)",
    ]),
    ...modelOptionSections(models, OPTION_INDENT),
  ];
}

function exampleLines({ says, before = "", permissions, args }: Example, standalone: boolean): string {
  const program = standalone ? "foretide" : ["deno run", permissions, "main.ts"].filter(Boolean).join(" ");
  const [pipe, options, fold] = [`    ${before}${program}`, args, " \\\n        "];
  const folds = pipe.length + 1 + options.length > 98;
  return `  ${says}:\n${pipe}${folds ? fold : " "}${options}`;
}

function permissionLines({ permissions = PERMISSIONS }: Command, standalone: boolean): string[] {
  if (standalone) return ["  This program reads and writes only the files that its options name."];
  return [
    ...permissions.map(([flag, purpose]) => entry(`  ${flag}`, purpose, OPTION_INDENT)),
    "  They stand before main.ts: deno run --allow-read=rows.csv main.ts --input rows.csv",
  ];
}
