/** A piece of HTML or SVG that is safe to put into a page. */
export interface Markup {
  readonly html: string;
}

/**
 * A template of markup: what stands in `${}` is text and escaped, unless it is markup itself; lists of markup are joined.
 *
 *     html`<p>${"1 < 2"}</p>`.html // "<p>1 &lt; 2</p>"
 */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
  let text = parts[0];
  values.forEach((value, i) => text += written(value) + parts[i + 1]);
  return { html: text };
}

function written(value: string | number | Markup | readonly Markup[]): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return value.replace(/[&<>"'\p{Cc}]/gu, escape);
  if ("html" in value) return value.html;
  return value.map(({ html }) => html).join("");
}

function escape(character: string): string {
  return ENTITIES[character] ?? "\u{FFFD}";
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\n": " ",
  "\t": " ",
};
