import { RunError } from "../../../base/errors.ts";
import type { EvaluationOptions } from "../../../evaluation/evaluation.ts";
import type { ColumnRoles } from "../../../input/row.ts";
import { VERSION } from "../../../library/version.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import type { BoardWriter } from "../../../serve/board_writer.ts";
import type { LivePage } from "../../../serve/live_page.ts";
import { CODE, SOURCES } from "../shared/program_code.ts";

/** A page that lives as long as its run, and what writes on its board. */
export interface Served {
  readonly page: LivePage;
  readonly writer: BoardWriter;
}

/** What the page asks the run. */
export interface ServedRun {
  readonly roles: ColumnRoles;
  readonly evaluated: EvaluationOptions;
  /** The name of the model that does best so far. */
  best(): string | undefined;
  risk(series: number): number;
}

/**
 * `--serve`: a live page in a thread of its own. Nothing of it is loaded without the flag.
 *
 * @throws {RunError} if it may not listen, or cannot
 */
export async function openServed(options: ForecastOptions, run: ServedRun): Promise<Served | undefined> {
  const { serve, serveToken } = options;
  if (serve === undefined) return undefined;
  const { hostname, port } = serve;
  const [{ BoardWriter }, { LivePage }, { modelLooks }] = await Promise.all([
    import("../../../serve/board_writer.ts"),
    import("../../../serve/live_page.ts"),
    import("../../../report/model_looks.ts"),
  ]);
  checkMay(hostname, port);
  const token = serveToken === undefined ? "" : await readToken(serveToken);
  const { models, targets, horizons, levels, warmup } = run.evaluated;
  const time = { kind: run.roles.timeKind, name: run.roles.time ?? "" };
  const usual = Math.max(0, options.models.findIndex(({ kind }) => kind === "ensemble"));
  const shape = {
    models: models.length,
    targets: targets.length,
    horizons: horizons.length,
    levels: levels.length,
  };
  const writer = new BoardWriter(shape, {
    ...{ time, horizons, warmup },
    shown() {
      const best = run.best();
      return best === undefined ? usual : models.indexOf(best);
    },
    risk: options.alerts.length === 0 ? undefined : (series) => run.risk(series),
  });
  const looks = modelLooks(options.models.map(({ kind }) => kind));
  const page = await LivePage.open(SCRIPT, writer, {
    ...{ targets: targets.slice(0, writer.board.shape.targets), horizons, levels, time },
    version: VERSION,
    models: models.map((name, m) => ({ name, ...looks[m] })),
    rules: options.alerts.map((rule) => ({
      ...{ text: rule.text, target: rule.target },
      ...(rule.kind === "crossing" && { limit: rule.limit }),
    })),
  }, { hostname, port, token });
  return { page, writer };
}

const SCRIPT = SOURCES === undefined ? import.meta.url : import.meta.resolve("../../../serve/page_worker.ts");

/** A thread listens, and reads the program's code anew: both have to be allowed. */
function checkMay(hostname: string, port: number): void {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const may = (permission: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(permission).state === "granted";
  const missing: string[] = [];
  if (!may({ name: "net", host: `${host}:${port}` })) missing.push(`--allow-net=${host}:${port}`);
  if (CODE !== undefined && !may({ name: "read", path: CODE })) missing.push(`--allow-read=${CODE}`);
  if (missing.length === 0) return;
  throw new RunError(`Cannot serve a page: it is not allowed; add ${missing.join(" ")} before main.ts`);
}

/** A token's file holds it, and maybe a line's end. */
async function readToken(path: string): Promise<string> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw new RunError(`Cannot read --serve-token "${path}": ${error.message}`);
  });
  const token = text.trim();
  if (!/^[\x21-\x7e]{16,}$/.test(token)) {
    throw new RunError(
      `Cannot use the token in "${path}": expected at least 16 printable characters without spaces`,
    );
  }
  return token;
}
