/**
 * A place in the walk over the state. Its path leaves numbers out, so that all series, or all columns of a
 * series, are one place: `series.17` is `series.#`. Children are kept, so that a walk builds no paths.
 */
export class Place<Entry> {
  /** What has been found at this place, by name. */
  readonly entries: Map<string, Entry> = new Map();
  private readonly children = new Map<string, Place<Entry>>();

  constructor(private readonly path: string = "") {}

  /** The place under a name. */
  within(name: string): Place<Entry> {
    const plain = withoutNumbers(name);
    let child = this.children.get(plain);
    if (child === undefined) {
      child = new Place(this.pathTo(plain));
      this.children.set(plain, child);
    }
    return child;
  }

  /** The full path of a name at this place. */
  pathTo(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }

  /** Calls `visit` for every entry at this place and below, in the order in which they were first met. */
  each(visit: (entry: Entry) => void): void {
    for (const entry of this.entries.values()) visit(entry);
    for (const child of this.children.values()) child.each(visit);
  }
}

/** `track.17` as `track.#`. Names without digits, nearly all, cost one pass over them. */
export function withoutNumbers(name: string): string {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) return name.replace(/(^|\.)\d+(?=\.|$)/g, "$1#");
  }
  return name;
}
