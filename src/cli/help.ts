import type { NumberOption, OptionTable } from "../base/options.ts";
import { entry, paragraph } from "./columns.ts";
import type { Command, Example, ModelHelp } from "./command.ts";
import { type Flag, flagName, type FlagTable } from "../options/flag.ts";

/** Where the right column of options begins, and that of models. */
const OPTION_INDENT = 26;
const MODEL_INDENT = 14;

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
  const program = standalone ? "foretide" : "deno run main.ts";
  const isDefault = command === commands[0];
  const sections = [
    paragraph(`foretide ${command.name}: ${command.summary}`, 0),
    `Usage: ${program} ${isDefault ? `[${command.name}]` : command.name} ${command.usage ?? USAGE}`,
    ...(isDefault && commands.length > 1 ? [section("Commands", commandLines(commands, program))] : []),
    ...Object.entries(command.flagGroups).map(([title, flags]) => section(title, flagLines(flags))),
    ...(models.length > 0 ? modelSections(models) : []),
    section("Examples", command.examples.map((example) => exampleLines(example, standalone))),
    section("Exit codes", EXIT_CODES.map(([code, meaning]) => entry(`  ${code}`, meaning, 12))),
    section("Permissions", permissionLines(command, standalone)),
  ];
  return sections.join("\n\n") + "\n";
}

const USAGE = "[OPTIONS] < rows.csv > forecasts.csv";

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

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines].join("\n");
}

function commandLines(commands: readonly Command[], program: string): string[] {
  const lines = commands.map(({ name, summary }) => entry(`  ${name}`, summary, MODEL_INDENT));
  return [...lines, `  (${program} COMMAND --help tells more)`];
}

function flagLines(flags: FlagTable): string[] {
  return Object.entries(flags).map(([key, flag]) =>
    entry(`  ${flagName(key, flag)} ${flag.placeholder}`, flag.help + shownDefault(flag), OPTION_INDENT)
  );
}

function shownDefault(flag: Flag<unknown>): string {
  const shown = flag.shownDefault ?? (flag.placeholder === "" ? undefined : flag.default);
  return shown === undefined ? "" : ` [${shown}]`;
}

/** The models; then every option once, with the models that have it. */
function modelSections(models: readonly ModelHelp[]): string[] {
  const owners = new Map<string, { left: string; help: string; names: string[] }>();
  for (const { name, options } of models) {
    for (const [option, declared] of Object.entries(options)) {
      const left = `  ${option}=${"placeholder" in declared ? declared.placeholder : declared.default}`;
      const help = declared.help + range(declared);
      const same = owners.get(left + help);
      if (same === undefined) owners.set(left + help, { left, help, names: [name] });
      else same.names.push(name);
    }
  }
  return [
    section("Models", [
      ...models.map(({ name, summary }) => entry(`  ${name}`, summary, MODEL_INDENT)),
      paragraph(
        "Options stand in parentheses: lstm(hidden=64,layers=2). Two of a kind need names of their own:",
        2,
      ),
      "  lstm,lstm(hidden=64,as=big)",
    ]),
    ...(owners.size === 0 ? [] : [
      section(
        "Options of the models",
        [...owners.values()].map(({ left, help, names }) =>
          entry(left, `${help} (${names.join(", ")})`, OPTION_INDENT)
        ),
      ),
    ]),
  ];
}

function range(option: OptionTable[string]): string {
  if ("placeholder" in option) return "";
  if ("choices" in option) return `: ${option.choices.join(" or ")}`;
  const { min, max }: NumberOption = option;
  if (min === undefined && max === undefined) return "";
  if (max === undefined) return `, from ${min}`;
  return min === undefined ? `, up to ${max}` : `, ${min} to ${max}`;
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
