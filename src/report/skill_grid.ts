import { compare } from "../evaluation/comparison.ts";
import type { Score } from "../evaluation/metrics.ts";
import { count } from "../output/label.ts";
import type { Grid, GridCell } from "./page_parts.ts";

/** The skill that has the darkest shade, at least. */
const DARKEST = 0.05;

/** Every model's skill at every horizon, target by target. */
export function skillGrid(scores: readonly Score[], models: readonly string[]): Grid {
  const horizons = [...new Set(scores.map(({ horizon }) => horizon))];
  const targets = [...new Set(scores.map(({ target }) => target))];
  const most = Math.max(DARKEST, ...scores.map(({ skill }) => skill).filter(Number.isFinite));
  const rows = targets.flatMap((target) => models.map((name) => ({ target, name })));
  const n = Math.max(0, ...compare(scores).map(({ n }) => n));
  return {
    caption: `Skill by horizon: how much smaller the squared error is than naive's, over ${count(n)} rows`,
    corner: "rows ahead",
    columns: horizons.map(String),
    groups: targets.length > 1 ? rows.map(({ target }) => target) : [],
    rows: rows.map(({ target, name }) => ({
      name,
      cells: horizons.map((horizon) => {
        const of = scores.find((it) => it.model === name && it.target === target && it.horizon === horizon);
        return cell(of?.skill ?? NaN, most);
      }),
    })),
  };
}

function cell(skill: number, most: number): GridCell {
  if (!Number.isFinite(skill)) return { text: "–", shade: 0 };
  const percent = 100 * skill;
  const digits = Math.abs(percent) < 10 ? percent.toFixed(1) : percent.toFixed(0);
  const text = digits.replace("-", "−").replace(/^−(0\.?0*)$/, "$1");
  return { text: `${text} %`, shade: Math.max(-1, Math.min(1, skill / most)) };
}
