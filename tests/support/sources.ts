/** The project's own files as text, for the tests of its shape. Paths are from the project's folder. */

const PROJECT = new URL("../../", import.meta.url);

/** A file's text. */
export function read(file: string): Promise<string> {
  return Deno.readTextFile(new URL(file, PROJECT));
}

/** All files with such an ending in a folder and below it, sorted; TypeScript unless another is given. */
export async function filesUnder(folder: string, ending = ".ts"): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, PROJECT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...await filesUnder(path, ending));
    else if (name.endsWith(ending)) files.push(path);
  }
  return files.sort();
}

/** One import of a file. */
export interface Import {
  readonly specifier: string;
  /** Whether nothing of it is there at run time. */
  readonly isType: boolean;
}

const STATIC = /^(?:import|export)\s+(?:(type)\s+)?([^"';()]*?)\s*\bfrom\s+"([^"]+)"/gm;
const DYNAMIC = /(typeof\s+)?\bimport\(\s*"([^"]+)"/g;

/** The imports and re-exports of a source text: statements at the beginning of a line, and `import("…")`. */
export function importsOf(text: string): Import[] {
  const found: Import[] = [];
  for (const [, type, names, specifier] of text.matchAll(STATIC)) {
    const members = names.replaceAll(/[{}]/g, "").split(",").map((name) => name.trim()).filter((name) =>
      name !== ""
    );
    found.push({
      specifier,
      isType: type !== undefined || members.every((name) => name.startsWith("type ")),
    });
  }
  for (const [, type, specifier] of text.matchAll(DYNAMIC)) {
    found.push({ specifier, isType: type !== undefined });
  }
  return found;
}

/** Groups of two and more nodes that reach each other (Tarjan 1972), sorted. @param graph each node's successors */
export function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): number => {
    order.set(node, order.size);
    let low = order.get(node)!;
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, order.get(next)!);
    }
    if (low === order.get(node)) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1) circles.push(group.sort());
    }
    return low;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles.sort();
}

/** The names of exported functions, classes and interfaces that no doc comment stands before. */
export function undocumentedExports(text: string): string[] {
  const declaration = /^export (?:default |abstract |async )*(?:function\*?|class|interface) (\w+)/;
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    const [, name] = line.match(declaration) ?? [];
    if (name === undefined) return [];
    let before = i - 1;
    while (lines[before]?.startsWith("// deno-lint-ignore")) before--;
    return lines[before]?.trimEnd().endsWith("*/") ? [] : [name];
  });
}

/** The rows of the first table below a heading of a Markdown text, as objects by the table's own header. */
export function tableOf(markdown: string, heading: string): Record<string, string>[] {
  const [, ...rest] = markdown.split(new RegExp(`^#+ ${heading}$`, "m"));
  const lines = (rest[0] ?? "").split(/^#/m)[0].split("\n").filter((line) => line.startsWith("|"));
  const end = lines.findIndex((line, i) => i > 1 && /^\|[ -]+\|/.test(line) && !/\w/.test(line));
  const [header, , ...rows] = (end < 0 ? lines : lines.slice(0, end - 1)).map((line) =>
    line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim())
  );
  return (rows ?? []).map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

/** A page of the guide. */
export function page(topic: string): Promise<string> {
  return read(`src/guide/${topic}.md`);
}
