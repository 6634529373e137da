import type { Command } from "../../command.ts";
import { CLASSIFY_GROUPS } from "./flags.ts";

/** `classify`: labelled rows in, predicted labels out, from models that learn as the labels arrive. */
export const classify: Command = {
  name: "classify",
  summary: "predicts each row's label, by models that learn where labels are filled in",
  usage: "--label COL [OPTIONS] < rows.csv > predictions.csv",
  essentials: [
    "label",
    "series",
    "features",
    "text",
    "models",
    "input",
    "output",
    "summary",
    "state",
    "quiet",
  ],
  flagGroups: CLASSIFY_GROUPS,
  examples: [
    {
      says: "A label on every row, or on the last row of each patient: the rows tell which",
      before: "cat vitals.csv | ",
      args: "classify --label state --series patient --features hr,spo2,resp,map",
    },
    {
      says: "The language of a name, one character a row",
      before: "cat names.csv | ",
      args: "classify --label language --series name --text character",
    },
    {
      says: "A language model: the next character, kept for `generate`",
      permissions: "--allow-read=. --allow-write=.",
      args: "classify --text character --next --models gru --state text.state --input text.csv",
    },
  ],

  async models() {
    const { CLASSIFIERS } = await import("../../../classify/registry.ts");
    return Object.entries(CLASSIFIERS).map(([name, { summary, options }]) => ({ name, summary, options }));
  },

  async run(args, io) {
    const [{ readClassifyOptions }, { complete }, { openClassify }, { closeClassify }] = await Promise.all([
      import("./flags.ts"),
      import("../shared/complete.ts"),
      import("./open_classify.ts"),
      import("./close_classify.ts"),
    ]);
    await complete(openClassify(readClassifyOptions(args), io), closeClassify);
  },
};
