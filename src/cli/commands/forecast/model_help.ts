import type { ModelHelp } from "../../command.ts";
import { loadEntry, MODEL_NAMES } from "../../../library/model_plan.ts";

/** What help tells of the models: it is all of them that are loaded here. */
export function modelHelp(): Promise<readonly ModelHelp[]> {
  return Promise.all(MODEL_NAMES.map(async (name) => {
    const { summary, options } = await loadEntry(name);
    return { name, summary, options };
  }));
}
