import UPLOT from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import UPLOT_STYLE from "uplot/dist/uPlot.min.css" with { type: "text" };
import { PALETTE } from "../report/palette.ts";
import CARD from "./page/card.js" with { type: "text" };
import CHART from "./page/chart.js" with { type: "text" };
import LIVE from "./page/live.js" with { type: "text" };
import STYLE from "./page/live.css" with { type: "text" };
import PAGE from "./page/page.html" with { type: "text" };
import WORDS from "./page/words.js" with { type: "text" };

const SCRIPT = "text/javascript; charset=utf-8";
const SHEET = "text/css; charset=utf-8";

/**
 * All that the page is made of, by path. It is text in the program, read from no file, so that a bundle
 * has it too.
 */
export const ASSETS: Readonly<Record<string, { readonly text: string; readonly type: string }>> = {
  "/": { text: PAGE, type: "text/html; charset=utf-8" },
  "/live.css": { text: `${PALETTE}\n${STYLE}`, type: SHEET },
  "/live.js": { text: LIVE, type: SCRIPT },
  "/card.js": { text: CARD, type: SCRIPT },
  "/chart.js": { text: CHART, type: SCRIPT },
  "/words.js": { text: WORDS, type: SCRIPT },
  "/uplot.js": { text: UPLOT, type: SCRIPT },
  "/uplot.css": { text: UPLOT_STYLE, type: SHEET },
};
