/** Values in JSON objects by dotted paths: `sensor.temp` is `temp` in `sensor`, `values.0` the first of `values`. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Objects inside each other further than this have no columns of their own. */
const DEEPEST = 8;

/** The paths of an object's values, those of objects inside it in their place. */
export function pathsOf(object: JsonObject, depth = 0): string[] {
  return Object.entries(object).flatMap(([key, value]) =>
    isObject(value) && depth < DEEPEST ? pathsOf(value, depth + 1).map((path) => `${key}.${path}`) : [key]
  );
}

/** The value at a path, a key that is called like it first; undefined if there is none. */
export function valueAt(object: JsonObject, path: string): unknown {
  if (Object.hasOwn(object, path)) return object[path];
  if (!path.includes(".")) return undefined;
  let value: unknown = object;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
